"""Samples at the edges, for the development page: nothing there, an error, far too much."""

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from livechat.domain.views import AttachmentView, HandoffView
from livechat.state.dev_samples import MARKS, WAIT, Sample, human, said, talk

WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
LONG = (
    "I have tried to hand in the assignment since this morning, first from home, then from the "
    "library, and at last from a friend's computer, and each time the same thing happens: "
) * 4


def _drawn(width: int, height: int, colour: str) -> str:
    """A picture that needs no server."""
    return "data:image/svg+xml," + quote(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<rect width="100%" height="100%" fill="{colour}"/></svg>'
    )


def _picture(number: int, width: int, height: int, name: str, address: str = "") -> AttachmentView:
    shown = address or _drawn(width, height, "#8aa")
    return AttachmentView(f"sample-{number}", "#", shown, name, "", width, height)


_TOO_MUCH = [
    said(1, "student", LONG, day="Today"),
    said(2, "agent", f"{WORD}{WORD} https://help.example.edu/{'very-long-path-' * 12}end"),
    said(3, "student", "‏الفيديو يتوقف كل 5 ثوانٍ (PB-204) في Chrome 141"),
    said(
        4,
        "student",
        "",
        attachments=[
            _picture(1, 1600, 300, "wide.png"),
            _picture(2, 300, 1600, f"{WORD}.png"),
            _picture(3, 640, 360, "gone.png", "data:image/png;base64,AAAA"),
        ],
    ),
]
_NAMED: dict[str, Any] = {"peer_name": f"Jonas {WORD}", "title": f"Jonas {WORD}", "subtitle": LONG}

EDGES: dict[str, Sample] = {
    "empty-thread": Sample("human", human()),
    "empty-history": Sample("history", talk("bot")),
    "empty-summary": Sample("handoff", talk("bot"), [], {"handoff": HandoffView()}),
    "no-estimate": Sample(
        "queue",
        talk("queued"),
        [],
        {
            "wait": replace(
                WAIT, text="There is no estimate yet", has_estimate=False, position_text="1st"
            )
        },
    ),
    "past-range": Sample(
        "queue",
        talk("queued"),
        [],
        {"wait": replace(WAIT, is_past_range=True, waited_percent=93, waited_text="waited 14 min")},
    ),
    "error": Sample(
        "nobody",
        talk("queued"),
        [],
        {"way": "callback", "refusal": "This time was taken a moment ago. Choose another one."},
    ),
    "long": Sample("human", replace(human(), **_NAMED), _TOO_MUCH, MARKS),
    "long-summary": Sample(
        "handoff", talk("bot"), [], {"handoff": HandoffView(issue=LONG, course=WORD, page=WORD)}
    ),
}
