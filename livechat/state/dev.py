"""Puts samples into the student's panel; imported by the development page alone."""

from urllib.parse import parse_qs

import reflex as rx

from livechat.domain.views import HandoffView
from livechat.state.blank import no_conversation
from livechat.state.chat import ChatState
from livechat.state.dev_edges import EDGES
from livechat.state.dev_samples import SAMPLES, WAIT
from livechat.state.policy import open_to_all

STAGES = SAMPLES | EDGES
_EMPTY = {
    "wait": WAIT,
    "other_read_seq": 0,
    "other_delivered_seq": 0,
    "handoff": HandoffView(),
    "refusal": "",
    "slots": [],
    "slot_days": [],
    "slot": "",
    "history_rows": [],
    "reading": no_conversation(),
}


class DevState(ChatState):
    """Never part of an app in production."""

    @rx.event
    @open_to_all
    async def show(self, topic: str = "") -> None:
        """The stage that the address names: `?stage=queue`."""
        name = parse_qs(str(self.router.url.query)).get("stage", ["bot"])[0]
        sample = STAGES.get(name, STAGES["bot"])
        for key, value in {**_EMPTY, **sample.rest}.items():
            setattr(self, key, value)
        self.conversation = sample.conversation
        self._take(list(sample.tail))
        self.stage = sample.stage

    @rx.event
    @open_to_all
    async def hide(self) -> None:
        """Nothing to remember."""
