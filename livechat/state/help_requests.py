"""The student's requests on the Help page: tickets and calls, with what can be done about them."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import reflex as rx

from livechat.domain.views import CallbackRow, SlotView, TicketRow
from livechat.domain.vocabulary import Role
from livechat.services import callbacks, tickets
from livechat.state.policy import requires
from livechat.state.services import ServiceState
from livechat.state.session import current_actor

_DAYS = 3


class RequestsPart(ServiceState, mixin=True):
    """Read on every load, and again whenever one of them changes."""

    requests: list[TicketRow] = []
    calls: list[CallbackRow] = []
    # The call that is being moved, and the times for it.
    moving: str = ""
    move_day: str = ""
    move_days: list[str] = []
    move_slots: list[SlotView] = []

    _zone: str = ""
    _move_slots: dict[str, list[SlotView]] = {}

    @rx.event
    @requires(Role.STUDENT)
    async def cancel_call(self, callback_id: str) -> None:
        """No call; the chat goes on with the bot."""
        await self._write(callbacks.cancel, callback_id)
        self.moving = ""
        await self._requests()

    @rx.event
    @requires(Role.STUDENT)
    async def begin_move(self, callback_id: str) -> None:
        """Show the times that are free; "" for leaving the call where it is."""
        self.moving = callback_id
        if callback_id:
            found = await self._read(callbacks.slots, zone=self._zone)
            self._move_slots = {
                day: list(of_day) for day, of_day in groupby(found, lambda slot: slot.day)
            }
            self.move_days = list(self._move_slots)[:_DAYS]
            self._show_day(self.move_days[0] if self.move_days else "")

    @rx.event
    @requires(Role.STUDENT)
    async def choose_move_day(self, day: str) -> None:
        """The times of another day."""
        self._show_day(day)

    @rx.event
    @requires(Role.STUDENT)
    async def move_call(self, slot: str) -> None:
        """The time is chosen; one tap moves the call."""
        await self._write(callbacks.move, self.moving, slot)
        self.moving = ""
        await self._requests()
        await self._notify("help.call_moved", "info")

    async def _requests(self) -> None:
        """Read them again; people who cannot have any have none."""
        actor = current_actor()
        if actor is None or actor.role is not Role.STUDENT:
            self.requests, self.calls = [], []
            return
        self._subscribe(f"user:{actor.user_id}")
        self.requests = await self._read(tickets.mine, zone=self._zone)
        self.calls = await self._read(callbacks.mine, zone=self._zone)

    async def _on_events(self, events: Sequence[Any]) -> None:
        await self._requests()

    def _show_day(self, day: str) -> None:
        self.move_day, self.move_slots = day, self._move_slots.get(day, [])
