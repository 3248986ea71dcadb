"""What can be drawn: pure functions from a tidy table to a plotly `Figure`; no number is computed here."""
