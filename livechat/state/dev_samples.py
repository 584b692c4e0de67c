"""Samples of every stage for the development page: plausible, long, and in more than one script."""

from dataclasses import dataclass, field, replace
from typing import Any

from livechat.domain.views import (
    ChoiceView,
    ConversationView,
    HandoffStepView,
    HandoffView,
    HistoryRow,
    MessageView,
    SlotView,
    StepView,
    WaitView,
)
from livechat.state.blank import no_conversation

_AT = "2026-11-24T14:01:00+00:00"


@dataclass(frozen=True)
class Sample:
    """What the panel shows in one stage."""

    stage: str
    conversation: ConversationView
    tail: list[MessageView] = field(default_factory=list)
    rest: dict[str, Any] = field(default_factory=dict)


WAIT = WaitView(
    text="About 5–10 min",
    has_estimate=True,
    position=3,
    position_text="3rd",
    waiting=4,
    helping=2,
    low_min=5,
    high_min=10,
    scale_min=15,
    low_percent=33,
    high_percent=67,
    waited_percent=13,
    waited_text="waited 2 min",
    updated_at="14:01",
    closes_text="The desk is open until 18:00.",
)
_SHUT = replace(
    WAIT, is_desk_open=False, is_accepting=False, next_opening_text="Opens tomorrow at 09:00"
)
HANDOFF = HandoffView(
    issue="Lecture video stops every few seconds since this morning",
    course="Statistics 1, week 6",
    device="Android phone, Chrome 141",
    page="Lesson 6.2, Sampling error",
    error="Playback stopped (PB-204)",
    steps=[
        HandoffStepView("Reload the lesson", "didnt_help", "Didn’t help"),
        HandoffStepView("Lower the video quality to 480p", "didnt_help", "Didn’t help"),
        HandoffStepView("Try a private window", "cant_do", "Couldn’t do"),
    ],
)


def talk(status: str, **more: Any) -> ConversationView:
    """A conversation with the bot."""
    return replace(
        no_conversation(),
        id="sample",
        status=status,
        topic="Video keeps buffering",
        title="Support bot",
        subtitle="Video keeps buffering",
        last_seq=9,
        **more,
    )


_JONAS: dict[str, Any] = {
    "peer_kind": "person",
    "peer_name": "Jonas",
    "peer_initials": "Jo",
    "owner_name": "Jonas",
}


def human(status: str = "active", **more: Any) -> ConversationView:
    """A conversation with a person."""
    return replace(
        talk(status), **_JONAS, title="Jonas", subtitle="Helping you now", handoff=HANDOFF, **more
    )


def _line(seq: int, kind: str, who: str, body: str, **more: Any) -> MessageView:
    names = {"bot": "Support bot", "student": "Amina", "agent": "Jonas", "system": "Livechat"}
    return MessageView(
        seq=seq,
        client_id=f"sample-{seq}",
        kind=kind,
        sender_kind=who,
        sender_name=names[who],
        initials="Jo" if who == "agent" else "",
        is_mine=who == "student",
        is_note=False,
        body=body,
        at=_AT,
        time=f"14:{seq:02}",
        **more,
    )


def said(seq: int, who: str, body: str, **more: Any) -> MessageView:
    """A message in words."""
    return _line(seq, "text", who, body, **more)


def _step(number: int, title: str, body: str, result: str = "", label: str = "") -> StepView:
    return StepView(
        "video-buffering",
        "Video keeps buffering",
        number,
        5,
        title,
        body,
        "it plays for a minute without stopping",
        1,
        result,
        label,
    )


_FIRST, _LAST = {"is_group_end": False}, {"is_group_start": False}
_GREETING = [
    said(
        1,
        "bot",
        "Hello Amina. I am the support bot, a program, not a person.",
        day="Today",
        **_FIRST,
    ),
    _line(
        2,
        "choices",
        "bot",
        "What is going wrong? Type it in your own words, or choose one of today’s common problems.",
        choices=[
            ChoiceView("article:a", "Video keeps buffering"),
            ChoiceView("article:b", "Quiz will not submit"),
            ChoiceView("article:c", "Upload stops before the end"),
            ChoiceView("article:d", "Signed out again and again"),
        ],
        **_LAST,
    ),
]
_STEPS = [
    said(1, "student", "The lecture video stops every few seconds since this morning", day="Today"),
    said(
        2,
        "bot",
        "That sounds like **video buffering**. These steps fixed it for most students this week.",
        **_FIRST,
    ),
    _line(
        3,
        "step",
        "bot",
        "",
        step=_step(1, "Reload the lesson", "Reload the page.", "didnt_help", "Didn’t help"),
        is_group_start=False,
        is_group_end=False,
    ),
    _line(
        4,
        "step",
        "bot",
        "",
        step=_step(
            2,
            "Lower the video quality to 480p",
            "In the player, open the **gear**, then **Quality**, then **480p**. Play from the place where it stopped.",
        ),
        **_LAST,
    ),
]
_MEANT = [
    said(1, "student", "it wont let me hand in", day="Today"),
    _line(
        2,
        "choices",
        "bot",
        "I am not sure which of these it is. Did you mean:",
        choices=[
            ChoiceView(
                "article:a", "Quiz will not submit", "Button is grey, or an error after pressing it"
            ),
            ChoiceView(
                "article:b", "Assignment upload stops", "The file stays below 100% or is refused"
            ),
            ChoiceView(
                "article:c",
                "Deadline shows as passed",
                "Handing in is closed although it is still time",
            ),
            ChoiceView("none:", "None of these"),
        ],
    ),
]
_PERSON = [
    said(1, "system", "Jonas joined at 14:06. The bot has stopped answering.", day="Today"),
    said(
        2,
        "agent",
        "Hello Amina, I’m Jonas. I can see that reloading and 480p made no difference.",
        **_FIRST,
    ),
    said(3, "agent", "Does the video also stop on Wi-Fi, or only on mobile data?", **_LAST),
    said(4, "student", "Only at home on Wi-Fi", **_FIRST),
    said(5, "student", "At college it was fine yesterday", **_LAST),
    said(
        6,
        "agent",
        "Thanks, that helps. This page says what to change: https://help.example.edu/network/routers/slow-at-home-and-fast-elsewhere",
    ),
    said(7, "student", "شكرًا، سأجرّب ذلك الآن"),
]
_SLOTS = [
    SlotView(f"2026-11-25T{time}", "Tomorrow", time, time != "09:45")
    for time in ("09:00", "09:15", "09:30", "09:45", "10:45", "11:00")
]
_HISTORY = [
    HistoryRow(
        "a",
        "Video keeps buffering in lesson 6.2",
        "Answered by a person",
        "Today",
        "Jonas",
        4,
        "Thank you, it plays through now",
        False,
        True,
    ),
    HistoryRow(
        "b",
        "Quiz 3: submit button stays grey",
        "Ticket 2041",
        "18 Nov",
        "Maya",
        0,
        "I sent the screenshot",
        True,
        False,
    ),
    HistoryRow(
        "c",
        "A very long topic that somebody once typed into the search box and nobody ever shortened",
        "Solved with the bot",
        "12 Nov",
        "Support bot",
        5,
        "",
        False,
        True,
    ),
]
MARKS: dict[str, Any] = {"other_read_seq": 5, "other_delivered_seq": 7, "my_read_seq": 9}

SAMPLES: dict[str, Sample] = {
    "gate": Sample("gate", no_conversation()),
    "staff": Sample("staff", no_conversation()),
    "starting": Sample("starting", no_conversation()),
    "bot": Sample("bot", talk("bot"), _GREETING),
    "step": Sample("bot", talk("bot"), _STEPS),
    "didyoumean": Sample("bot", talk("bot"), _MEANT),
    "desk-closed": Sample("bot", talk("bot"), _GREETING, {"wait": _SHUT}),
    "handoff": Sample("handoff", talk("bot"), _STEPS, {"handoff": HANDOFF}),
    "queue": Sample("queue", talk("queued", handoff=HANDOFF), _STEPS),
    "human": Sample("human", human(), _PERSON, MARKS),
    "solution": Sample("human", human(is_solution_offered=True), _PERSON, MARKS),
    "idle": Sample("human", human(idle_closes_at="2026-11-24T18:00:00+00:00"), _PERSON, MARKS),
    "ticketed": Sample(
        "human",
        human(
            "ticketed",
            ticket_number=2041,
            ticket_text="Ticket 2041. Answer by 26 Nov, 12:00. Follow-up on 28 Nov.",
        ),
        _PERSON,
        MARKS,
    ),
    "nobody": Sample(
        "nobody",
        talk("queued"),
        [],
        {
            "slots": _SLOTS,
            "slot_days": ["Tomorrow", "Thursday"],
            "slot_day": "Tomorrow",
            "slot": "2026-11-25T09:15",
            "handoff": HANDOFF,
            "way": "callback",
        },
    ),
    "ticket": Sample(
        "nobody",
        talk("bot"),
        [],
        {
            "wait": _SHUT,
            "way": "ticket",
            "handoff": HANDOFF,
            "refusal": "The desk has just closed. Nothing you wrote is lost.",
        },
    ),
    "rating": Sample(
        "rating", human("closed"), [], {"rating_kind": "human", "stars": 4, "solved": "yes"}
    ),
    "rating-bot": Sample("rating", talk("closed"), [], {"rating_kind": "bot"}),
    "closed": Sample(
        "closed",
        human(
            "closed",
            outcome="solved",
            can_continue=True,
            can_rate_human=True,
            can_rate_bot=True,
            status_label="Closed",
        ),
    ),
    "history": Sample("history", talk("bot"), [], {"history_rows": _HISTORY}),
    "reading": Sample(
        "reading",
        talk("bot"),
        [],
        {
            "reading": human("closed", can_continue=True, status_label="Closed"),
            "reading_lines": _PERSON,
            "reading_has_older": True,
        },
    ),
}
