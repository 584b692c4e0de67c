"""Analytics and the review list."""

import reflex as rx
from reflex_base.event import EventSpec

from livechat.domain.errors import DomainError
from livechat.domain.figure_views import AnalyticsView, GapRow, ReviewRow, WaitReportView
from livechat.services import analytics, gaps, reviews, wait_report
from livechat.state.admin_base import ADMIN, AdminBase
from livechat.state.policy import requires

_DAYS = (7, 28, 90)


class FiguresPart(AdminBase, mixin=True):
    """Read when they are looked at; nothing is counted by hand."""

    days: int = 28
    # Times in service hours, as a night is no wait; or by the clock, as students feel it.
    in_service_hours: bool = True
    figures: AnalyticsView = AnalyticsView()
    waits: WaitReportView = WaitReportView()
    review: list[ReviewRow] = []
    gaps: list[GapRow] = []

    @rx.event
    @requires(*ADMIN)
    async def show_days(self, days: int) -> None:
        """Another period."""
        if days in _DAYS:
            self.days = days
            await self._look_at_figures()

    @rx.event
    @requires(*ADMIN)
    async def show_times(self, basis: str) -> None:
        """By service hours or by the clock."""
        self.in_service_hours = basis == "hours"
        await self._look_at_figures()

    @rx.event
    @requires(*ADMIN)
    async def finish_review(self, conversation: str, kind: str) -> None:
        """Somebody has looked at a poor rating."""
        await self._write(reviews.finish, conversation, kind)
        self.review = await self._read(analytics.review_list)

    @rx.event
    @requires(*ADMIN)
    async def reopen_review(self, conversation: str, kind: str) -> EventSpec | None:
        """Take up a poorly rated conversation again, and go to it."""
        self._forget_words()
        try:
            goes_on = await self._write(reviews.reopen, conversation, kind)
        except DomainError as refusal:
            self.error = str(refusal)
            return None
        self.review = await self._read(analytics.review_list)
        return rx.redirect(f"/agent?chat={goes_on}")

    def _alike(self, question: str) -> list[str]:
        """All wordings of the gap that begins with `question`."""
        return [text for gap in self.gaps if gap.text == question for text in gap.texts]

    async def _look_at_figures(self) -> None:
        self.figures = await self._read(
            analytics.overview, self.days, in_service_hours=self.in_service_hours
        )
        self.gaps = await self._call(gaps.rows, self.days)
        self.waits = await self._read(wait_report.report, self.days)
        self.review = await self._read(analytics.review_list)
