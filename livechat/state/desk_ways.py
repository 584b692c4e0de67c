"""How a chat leaves the agent: solved, wrapped up, to a specialist, to a colleague."""

from typing import Any

import reflex as rx

from livechat.domain.errors import DomainError
from livechat.domain.views import ChoiceView
from livechat.domain.vocabulary import Outcome, Status
from livechat.services import claims, queue_views, solution, staff_panel, tickets
from livechat.state.desk_base import STAFF
from livechat.state.desk_chat import DeskChat
from livechat.state.policy import requires

_SHEETS = ("", "wrap", "escalate", "transfer", "help", "alerts")


class DeskWays(DeskChat, mixin=True):
    """Sheets over the conversation; what was typed stays when something is refused."""

    category: str = ""
    outcome: str = ""
    is_choosing_category: bool = False
    categories: list[ChoiceView] = []
    outcomes: list[ChoiceView] = []
    groups: list[ChoiceView] = []
    present_groups: list[ChoiceView] = []
    colleagues: list[ChoiceView] = []

    @rx.event
    @requires(*STAFF)
    async def offer_solution(self) -> None:
        """Ask the student whether it is solved."""
        await self._write(solution.offer, self.conversation.id)
        await self._look_at_conversation()
        await self._catch_up_thread()

    @rx.event
    @requires(*STAFF)
    async def open_sheet(self, sheet: str) -> None:
        """Wrap up, escalate, transfer or help; "" closes."""
        if sheet not in _SHEETS:
            return
        if sheet == "wrap":
            self._begin_wrap_up()
        if sheet == "escalate":
            self.groups = await self._read(staff_panel.groups, self.conversation.id)
        if sheet == "transfer":
            self.present_groups = await self._read(queue_views.groups)
            self.colleagues = await self._read(queue_views.colleagues)
        self._show(sheet=sheet, sheet_error="")

    def _begin_wrap_up(self) -> None:
        """Two questions, answered beforehand as far as the bot and the student have done so."""
        is_confirmed = self.conversation.status == Status.WRAP_UP
        self._show(
            categories=solution.categories(),
            outcomes=solution.outcomes(),
            category=self.conversation.category,
            is_choosing_category=not self.conversation.category,
            outcome=Outcome.SOLVED.value if is_confirmed else "",
        )

    @rx.event
    @requires(*STAFF)
    async def change_category(self) -> None:
        """Show all categories."""
        self.is_choosing_category = True

    @rx.event
    @requires(*STAFF)
    async def choose_category(self, category: str) -> None:
        """What it was about."""
        self._show(category=category, is_choosing_category=False, sheet_error="")

    @rx.event
    @requires(*STAFF)
    async def choose_outcome(self, outcome: str) -> None:
        """How it ended."""
        self._show(outcome=outcome, sheet_error="")

    @rx.event
    @requires(*STAFF)
    async def finish(self) -> None:
        """End the chat."""
        try:
            await self._write(solution.close, self.conversation.id, self.category, self.outcome)
        except DomainError as refusal:
            self.sheet_error = str(refusal)
            return
        await self._done()

    @rx.event
    @requires(*STAFF)
    async def escalate(self, form: dict[str, Any]) -> None:
        """Hand over to a specialist group: a ticket with a number, a due time and a follow-up."""
        group, reason = str(form.get("group", "")), str(form.get("reason", ""))
        try:
            await self._write(tickets.escalate, self.conversation.id, group, reason)
        except DomainError as refusal:
            self.sheet_error = str(refusal)
            return
        await self._done()

    @rx.event
    @requires(*STAFF)
    async def transfer(self, user_id: str, group: str) -> None:
        """Give the chat to a colleague or to a group; the student is told."""
        try:
            target = int(user_id) if user_id.isdecimal() else 0
            await self._write(claims.transfer, self.conversation.id, target, group)
        except DomainError as refusal:
            self.sheet_error = str(refusal)
            return
        await self._done()

    async def _done(self) -> None:
        self._show(sheet="", sheet_error="")
        await self._look_at_conversation()
        await self._look_at_desk()
        if self.conversation.id:
            await self._refresh_thread()
