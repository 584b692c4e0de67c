"""Tickets and callbacks at the desk."""

from typing import Any

import reflex as rx

from livechat.domain.errors import DomainError
from livechat.domain.views import CallbackRow, TicketRow, TicketView
from livechat.domain.vocabulary import Status
from livechat.services import callbacks, ticket_promises, tickets
from livechat.state.blank import no_ticket
from livechat.state.desk_base import STAFF
from livechat.state.desk_ways import DeskWays
from livechat.state.policy import requires


class DeskTickets(DeskWays, mixin=True):
    """What the group has to do, and what has been promised by phone."""

    tickets: list[TicketRow] = []
    callbacks: list[CallbackRow] = []
    ticket: TicketView = no_ticket()
    ticket_error: str = ""
    can_work_ticket: bool = False

    @rx.event
    @requires(*STAFF)
    async def show_tab(self, tab: str) -> None:
        """Chats, tickets or callbacks."""
        if tab not in ("chats", "tickets", "callbacks"):
            return
        self._show(tab=tab, pane="queue")
        await self._look_at_lists()

    @rx.event
    @requires(*STAFF)
    async def open_ticket(self, number: int) -> None:
        """Show a ticket beside its conversation."""
        view = await self._read(tickets.view, number, zone=self.zone)
        await self._enter(view.row.conversation_id)

    @rx.event
    @requires(*STAFF)
    async def open_callback(self, conversation: str) -> None:
        """Show what the call is about."""
        await self._enter(conversation)

    @rx.event
    @requires(*STAFF)
    async def take_ticket(self) -> None:
        """Become its owner."""
        await self._change(tickets.take)

    @rx.event
    @requires(*STAFF)
    async def set_ticket_status(self, status: str) -> None:
        """Set a status that is legal from the present one."""
        await self._change(tickets.set_status, status)

    @rx.event
    @requires(*STAFF)
    async def plan_follow_up(self, form: dict[str, Any]) -> None:
        """Promise a date that the student sees."""
        await self._change(tickets.plan_follow_up, str(form.get("date", "")))

    @rx.event
    @requires(*STAFF)
    async def postpone_ticket(self, form: dict[str, Any]) -> None:
        """Promise another date before the first one is missed, or after, and say why."""
        await self._change(
            ticket_promises.postpone, str(form.get("due_date", "")), str(form.get("reason", ""))
        )

    @rx.event
    @requires(*STAFF)
    async def complete_follow_up(self, form: dict[str, Any]) -> None:
        """Say how the follow-up went; solved ends ticket and conversation."""
        await self._change(
            tickets.complete_follow_up,
            str(form.get("outcome", "")),
            is_solved=form.get("is_solved") in (True, "on", "true"),
        )

    @rx.event
    @requires(*STAFF)
    async def start_callback(self, callback: str) -> None:
        """One is going to call now."""
        await self._write(callbacks.start, callback)
        await self._look_at_lists()

    @rx.event
    @requires(*STAFF)
    async def finish_callback(self, callback: str, is_reached: bool) -> None:
        """The student was reached, or not."""
        await self._write(callbacks.finish, callback, is_reached)
        await self._look_at_lists()

    async def _change(self, use_case: Any, *values: Any, **named: Any) -> None:
        try:
            await self._write(use_case, self.ticket.row.number, *values, **named)
        except DomainError as refusal:
            self.ticket_error = str(refusal)
            return
        self.ticket_error = ""
        await self._look_at_lists()
        await self._look_at_conversation()
        await self._catch_up_thread()

    async def _look_at_conversation(self) -> None:
        """Its ticket comes along, if it has one; and who may write follows from both."""
        before = self.ticket.row.number
        await super()._look_at_conversation()
        view = self.conversation
        found = no_ticket()
        if view.id and view.ticket_number:
            found = await self._read(tickets.view, view.ticket_number, zone=self.zone)
        if found.row.number != before:
            self._show(ticket_error="")
        is_ticket = view.status == Status.TICKETED
        self._show(
            ticket=found,
            can_work_ticket=bool(found.targets),
            can_reply=view.can_write
            and (bool(found.targets) if is_ticket else view.is_mine or view.is_joined)
            and view.status not in ("", Status.BOT, Status.QUEUED),
        )

    async def _look_at_lists(self) -> None:
        self._show(
            tickets=await self._read(tickets.group_rows, zone=self.zone),
            callbacks=await self._read(callbacks.rows, zone=self.zone),
        )
