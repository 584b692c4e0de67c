"""The messages of a thread, which the state spreads over many small vars, in order."""

from typing import Any

import reflex as rx

from livechat.domain.views import MessageView
from livechat.state.thread_window import CELLS, PAGES


def lines(state: Any) -> rx.Var[list[MessageView]]:
    """Older messages, then the newest; the older ones alone while some between are missing."""
    pages = [getattr(state, f"page_{number}") for number in range(PAGES)]
    cells = [getattr(state, f"cell_{number}") for number in range(CELLS)]
    return rx.cond(state.has_newer, _in_order(pages), _in_order([*pages, *cells]))


def newest_lines(state: Any) -> rx.Var[list[MessageView]]:
    """The newest messages alone."""
    return _in_order([getattr(state, f"cell_{number}") for number in range(CELLS)])


def _in_order(portions: list[rx.Var[list[MessageView]]]) -> rx.Var[list[MessageView]]:
    together = "...".join(["", *(f"{portion!s}," for portion in portions)])
    return rx.Var(
        f"[{together}].sort((a, b) => a.seq - b.seq)",
        _var_type=list[MessageView],
        _var_data=rx.vars.VarData.merge(*(portion._get_all_var_data() for portion in portions)),
    )
