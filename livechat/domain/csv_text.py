"""Tables as CSV that no spreadsheet takes for formulas (T44)."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?%?")


def neutral(cell: object) -> str:
    """The cell as text; what a spreadsheet would calculate begins with an apostrophe."""
    text = "" if cell is None else str(cell)
    if text.lstrip(" ").startswith(_STARTS) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """RFC 4180 lines."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(
        [neutral(cell) for cell in row] for row in rows
    )
    return out.getvalue()


def neutralised(text: str) -> str:
    """CSV read and written again with every cell neutral; nothing changes twice."""
    return csv_text(csv.reader(io.StringIO(text)))
