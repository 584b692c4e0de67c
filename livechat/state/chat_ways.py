"""When no person is free: keep waiting, a callback, a ticket; all filled in already."""

from itertools import groupby
from typing import Any

import reflex as rx

from livechat.domain.views import SlotView
from livechat.domain.vocabulary import Role, Status
from livechat.services import callbacks, handoff, queue, tickets
from livechat.state.chat_bot import BotPart
from livechat.state.policy import requires


def _field(form: dict[str, Any], name: str) -> str:
    return str(form.get(name, "")).strip()


class WaysPart(BotPart, mixin=True):
    """The queue and what there is instead of it."""

    way: str = "callback"
    slot: str = ""
    slot_day: str = ""
    slot_days: list[str] = []
    slots: list[SlotView] = []

    _all_slots: dict[str, list[SlotView]] = {}

    @rx.event
    @requires(Role.STUDENT)
    async def leave_queue(self) -> None:
        """Give the place up."""
        await self._write(queue.leave, self.conversation.id)
        self._show("")
        await self._refresh()

    @rx.event
    @requires(Role.STUDENT)
    async def show_ways(self) -> None:
        """From the queue: a call back instead."""
        self.handoff = await self._read(handoff.preview, self.conversation.id)
        await self._to_ways("")

    @rx.event
    @requires(Role.STUDENT)
    async def choose_way(self, way: str) -> None:
        """wait, callback or ticket."""
        if way in ("wait", "callback", "ticket"):
            self.way = way

    @rx.event
    @requires(Role.STUDENT)
    async def choose_day(self, day: str) -> None:
        """The slots of another day."""
        self.slot_day, self.slots, self.slot = day, self._all_slots.get(day, []), ""

    @rx.event
    @requires(Role.STUDENT)
    async def choose_slot(self, slot: str) -> None:
        """The time for the call."""
        self.slot = slot

    @rx.event
    @requires(Role.STUDENT)
    async def submit_way(self, form: dict[str, Any]) -> None:
        """Do what is chosen."""
        if self.way == "callback":
            if not self.slot:
                await self._notify("chat.nobody_choose_slot", "error")
                return
            await self._write(
                callbacks.request, self.conversation.id, _field(form, "phone"), self.slot
            )
        elif self.way == "wait" and self.conversation.status == Status.BOT:
            self._show("handoff")
            return
        elif self.way == "ticket":
            await self._write(
                tickets.file, self.conversation.id, _field(form, "subject"), _field(form, "details")
            )
        self._show("")
        await self._refresh()

    @rx.event
    @requires(Role.STUDENT)
    async def cancel_callback(self) -> None:
        """The call is not needed any more."""
        await self._write(callbacks.cancel, self.conversation.callback_id)
        await self._refresh()

    async def _to_ways(self, refusal: str) -> None:
        self.refusal = refusal
        found = await self._read(callbacks.slots, zone=self.zone)
        self._all_slots = {day: list(of_day) for day, of_day in groupby(found, lambda s: s.day)}
        self.slot_days = list(self._all_slots)[:3]
        self.slot_day = self.slot_days[0] if self.slot_days else ""
        self.slots, self.slot = self._all_slots.get(self.slot_day, []), ""
        self.way = "callback" if found else "ticket"
        if self.conversation.status == Status.QUEUED:
            self.wait = await self._read(queue.wait, self.conversation.id, zone=self.zone)
        self._show("nobody")
