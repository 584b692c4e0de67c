"""No cell of a table is taken for a formula (T44)."""

import csv
import io

import pytest

from livechat.domain.csv_text import csv_text, neutral, neutralised


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"]
)
def test_formulas_are_neutralised(cell: str) -> None:
    assert neutral(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["plain", "-3", "+4.5", "12 %", "-7%", "", "a=b", "2026-11-03"])
def test_everything_else_stays(cell: str) -> None:
    assert neutral(cell) == cell


def test_table_is_read_back_cell_by_cell() -> None:
    rows = [["a,b", 'say "hi"', "two\nlines"], ["=1", 3, None]]
    text = csv_text(rows)
    assert list(csv.reader(io.StringIO(text))) == [
        ["a,b", 'say "hi"', "two\nlines"],
        ["'=1", "3", ""],
    ]
    assert neutralised(text) == text
