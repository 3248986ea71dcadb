"""Tables for a paper: rules, decimals, italics, and text that stays text."""

import numpy as np
import pandas as pd

from taft_dash.reports.apa import apa_table


def test_a_table_as_journals_print_it():
    table = pd.DataFrame(
        {"member": ["<b>A</b>", "נועה"], "r": [-0.254, 1.0], "p": [0.0004, 0.0421], "n": [7, 8], "depth": [1.5, np.nan]}
    )
    said = apa_table(table, "Links & ties", "taft_dash").decode()
    assert "<b>" not in said and "&lt;b&gt;A&lt;/b&gt;" in said and "נועה" in said
    cells = [part.split("</td>")[0] for part in said.split('font-weight:normal">')[1:] if "</td>" in part]
    assert cells == ["&lt;b&gt;A&lt;/b&gt;", "−.25", "&lt; .001", "7", "1.50", "נועה", "1.00", ".042", "8", "–"]
    assert "<i>r</i>" in said and "<i>n</i>" in said and ">Depth<" in said
    assert "<i>Links &amp; ties</i>" in said and said.count("border-left") == 0
