"""An earlier conversation as it was, some pages of it at a time."""

import reflex as rx

from livechat.domain.views import ConversationView, MessageView, ThreadView
from livechat.domain.vocabulary import Role
from livechat.services import conversations, messages
from livechat.settings import get_settings
from livechat.state.blank import no_conversation
from livechat.state.chat_ways import WaysPart
from livechat.state.policy import requires
from livechat.state.thread_window import PAGES, fitting


class ReadingPart(WaysPart, mixin=True):
    """However long the conversation was, the page holds only so much of it."""

    reading: ConversationView = no_conversation()
    reading_lines: list[MessageView] = []
    reading_has_older: bool = False
    reading_has_newer: bool = False

    # How many lines each page brought, in order; a tuple, as Reflex wraps lists.
    _reading_pages: tuple = ()  # type: ignore[type-arg]  # Reflex reads the annotation

    @rx.event
    @requires(Role.STUDENT)
    async def read_conversation(self, conversation_id: str) -> None:
        """Read an earlier conversation; the open one is simply gone back to."""
        view = await self._read(conversations.view, conversation_id, zone=self.zone)
        if not view.is_closed:
            await self._enter(conversation_id)
            self._show("")
            return
        self.reading, self.reading_lines, self._reading_pages = view, [], ()
        self.reading_has_newer = False
        await self._read_back(before=0)
        self._show("reading")

    @rx.event
    @requires(Role.STUDENT)
    async def read_more(self) -> None:
        """Earlier messages of the conversation that is being read."""
        if self.reading_lines and self.reading_has_older:
            await self._read_back(before=self.reading_lines[0].seq)

    @rx.event
    @requires(Role.STUDENT)
    async def read_later(self) -> None:
        """Later messages of it, where earlier ones took their place."""
        if not self.reading_lines or not self.reading_has_newer:
            return
        page = await self._part_read(after=self.reading_lines[-1].seq)
        count = fitting(page.messages[::-1])
        lines = [*self.reading_lines, *page.messages[:count]]
        pages = [*self._reading_pages, count]
        if len(pages) > PAGES:
            lines, self.reading_has_older = lines[pages.pop(0) :], True
        self.reading_lines, self._reading_pages = lines, tuple(pages)
        is_full = len(page.messages) == get_settings().page_size
        self.reading_has_newer = is_full or count < len(page.messages)

    async def _read_back(self, before: int) -> None:
        page = await self._part_read(before=before)
        count = fitting(page.messages)
        lines = [*page.messages[len(page.messages) - count :], *self.reading_lines]
        pages = [count, *self._reading_pages]
        if len(pages) > PAGES:
            lines, self.reading_has_newer = lines[: -pages.pop()], True
        self.reading_lines, self._reading_pages = lines, tuple(pages)
        self.reading_has_older = page.has_older or count < len(page.messages)

    async def _part_read(self, *, before: int = 0, after: int = 0) -> ThreadView:
        return await self._read(
            messages.thread,
            self.reading.id,
            before=before,
            after=after,
            limit=get_settings().page_size,
            zone=self.zone,
        )
