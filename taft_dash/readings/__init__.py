"""What can be said: one or two plain sentences for each figure, from the very table that the figure shows."""
