"""A thread as one reader sees it: the newest messages, the marks, what was sent and confirmed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from livechat.domain.errors import ConflictError, InvalidError, NotFoundError
from livechat.domain.views import ConversationView, MessageView, ThreadView
from livechat.domain.vocabulary import SenderKind
from livechat.services import messages
from livechat.services.context import get_context
from livechat.services.said import Said, line
from livechat.services.saying import Saying, together
from livechat.settings import get_settings
from livechat.state.blank import no_conversation
from livechat.state.thread_window import ThreadWindow, fitting

# The outbox sends again what it misses here, and so gets it confirmed again.
_CONFIRMED = 16
_REFUSED = 50


def _in_place(shown: Sequence[MessageView], newer: list[MessageView]) -> list[MessageView]:
    """The first message of a page looks like the first of all; correct it by what is shown."""
    for known in shown:
        if newer and known.seq == newer[0].seq:
            first = replace(newer[0], day=known.day, is_group_start=known.is_group_start)
            return [first, *newer[1:]]
    return newer


def newest(shown: Sequence[MessageView], is_meant: Callable[[MessageView], bool]) -> int:
    """The seq of the last such message, 0 for none. From the end, as it is mostly there."""
    return next((line.seq for line in reversed(shown) if is_meant(line)), 0)


class ThreadState(ThreadWindow, mixin=True):
    """A message costs the same, however long the conversation is."""

    conversation: ConversationView = no_conversation()
    last_mine: int = 0
    my_read_seq: int = 0
    other_read_seq: int = 0
    other_delivered_seq: int = 0
    unread: int = 0
    confirmed: list[str] = []
    refused: dict[str, str] = {}
    typing_pulse: int = 0
    zone: str = ""

    # What `confirmed` holds: a tuple, as Reflex wraps lists, and every look costs.
    _confirmed: tuple = ()  # type: ignore[type-arg]  # Reflex reads the annotation
    _typing_told_at: datetime | None = None
    _told_delivered: int = 0

    def _thread_id(self) -> str:
        """The public id of the conversation that is shown, "" for none."""
        return self._here().id

    def _here(self) -> ConversationView:
        """What is shown, without what Reflex wraps around it to notice changes: for reading."""
        here: ConversationView = self.get_value("conversation")
        return here

    def _may_tell_typing(self) -> bool:
        """Not more often than the other side needs it, whatever the client sends (T51)."""
        now = get_context().clock.now()
        pause = timedelta(seconds=get_settings().typing_every_s)
        if self._typing_told_at is not None and now - self._typing_told_at < pause:
            return False
        self._typing_told_at = now
        return True

    async def _post(
        self, target: str, client_id: str, text: str, attachments: list[str], *, is_note: bool
    ) -> bool:
        """Store a message of the outbox once, however often it comes, and show it where its
        conversation is shown; a refusal is shown on it."""
        is_here = target == self._thread_id()
        try:
            if is_note:
                await self._write(messages.note, target, client_id, text)
                said = None
            else:
                said = await self._say(target, client_id, text, tuple(attachments))
        except (InvalidError, ConflictError, NotFoundError) as refusal:
            self._refuse(client_id, str(refusal))
            return False
        if is_here and not (said and await self._take_said(said)):
            await self._catch_up_thread()
        return True

    async def _say(
        self, target: str, client_id: str, text: str, attachments: tuple[str, ...]
    ) -> Said | None:
        """With what others say in the same moment, or alone where there is more to it."""
        saying = Saying(await self._actor(), target, client_id, text, attachments)
        said = await self._share(together, saying)
        if said is None:
            await self._write(messages.post, target, client_id, text, attachments)
        return said

    async def _take_said(self, said: Said) -> bool:
        """Show a message that was committed here; False where the database has to be asked."""
        if not self._tail or said.message.seq != self._end() + 1:
            return False
        shown = line(get_context(), await self._actor(), said, self.zone)
        if shown is None:
            return False
        view, goes_on = shown
        last = replace(self._tail[-1], is_group_end=False) if goes_on else self._tail[-1]
        self._take([*self._tail[:-1], last, view])
        await self._tell_delivered()
        return True

    def _refuse(self, client_id: str, reason: str) -> None:
        """Shown on the message, with Retry and Edit."""
        kept = dict(list(self.refused.items())[-_REFUSED:])
        self.refused = {**kept, client_id: reason}

    def _confirm(self, client_id: str) -> None:
        if client_id not in self._confirmed:
            self._confirmed = (*self._confirmed[-_CONFIRMED + 1 :], client_id)
            self.confirmed = list(self._confirmed)

    def _forget_thread(self) -> None:
        """Another conversation is going to be shown."""
        self._has_seen("", 0)
        self._put_tail(())
        self._put_pages((), 0)
        self.confirmed, self._confirmed, self.refused = [], (), {}
        self.has_older = self.has_newer = False
        self.my_read_seq = self.other_read_seq = self.other_delivered_seq = 0
        self.unread = self.last_mine = self.typing_pulse = self._told_delivered = 0

    def _end(self) -> int:
        """The seq of the newest message shown, 0 for none."""
        return int(self._tail[-1].seq) if self._tail else 0

    async def _read_to(self, seq: int) -> None:
        """Everything up to `seq` was in view for a second."""
        seq = min(seq, self._end())
        if self._thread_id() and seq > self.my_read_seq:
            await self._note(seq, is_read=True)
            self.my_read_seq = seq
            await self._count_unread()

    async def _note(self, seq: int, *, is_read: bool) -> None:
        """Marks of all pages are stored together; where nobody does that, at once."""
        receipts = get_context().receipts
        receipts.note(await self._actor(), self._thread_id(), seq, is_read=is_read)
        if not receipts.is_kept:
            await self._run(receipts.store)

    async def _load_older(self) -> None:
        """The reader has scrolled to the top."""
        shown = self._shown()
        if not shown or not self.has_older:
            return
        page = await self._page(before=shown[0].seq + 1)
        # The last one is known already; behind its neighbours it shows its true place.
        *earlier, known = page.messages
        self._correct_first(known)
        fits = fitting(earlier)
        if earlier:
            self._put_earlier(tuple(earlier[len(earlier) - fits :]))
        self.has_older = page.has_older or fits < len(earlier)

    async def _load_newer(self) -> None:
        """The reader has come to the end of the older messages, which are not the newest."""
        if not self.has_newer or not self._pages:
            return
        last = self._pages[-1][-1]
        page = await self._page(after=last.seq - 1)
        known, *later = _in_place([last], page.messages)
        self._correct_last(known)
        first = self._tail[0].seq if self._tail else 0
        missing = [line for line in later if line.seq < first]
        fits = fitting(missing[::-1])
        if missing:
            self._put_later(tuple(missing[:fits]))
        reached = [line for line in later if line.seq == first]
        self.has_newer = not reached or fits < len(missing)
        if not self.has_newer:
            self._put_tail(_in_place(reached, list(self._tail)))

    def _to_latest(self) -> None:
        """Leave the older messages: the newest ones are here."""
        if self._pages:
            self._put_pages((), 0)
            self.has_older, self.has_newer = True, False

    async def _refresh_thread(self) -> None:
        """Read the newest messages again: after a turn of the bot, or on a new state."""
        page = await self._page(limit=get_settings().live_tail)
        lines = page.messages
        first = lines[0].seq if lines else 0
        if self._tail and self._end() + 1 >= first:
            lines = _in_place(self._tail, lines)
            lines = [*(shown for shown in self._tail if shown.seq < first), *lines]
        else:
            self._put_pages((), 0)
            self.has_older, self.has_newer = page.has_older, False
        self._take(lines)
        await self._marks(page.my_read_seq, page.other_read_seq, page.other_delivered_seq)
        await self._count_unread()
        await self._tell_delivered()

    async def _catch_up_thread(self, *, with_marks: bool = True) -> None:
        """Read what is newer than the tail's end; the last known message gives the grouping."""
        if not self._thread_id():
            return
        if not self._tail:
            await self._refresh_thread()
            return
        await self._take_newer(await self._page(after=self._end() - 1, with_marks=with_marks))

    async def _take_newer(self, page: ThreadView) -> None:
        """Put what was read after the tail's last but one message behind it."""
        if len(page.messages) >= get_settings().page_size:
            await self._refresh_thread()
            return
        if len(page.messages) > 1:
            newer = _in_place(self._tail[-1:], page.messages)
            self._take([*self._tail[:-1], *newer])
        await self._marks(page.my_read_seq, page.other_read_seq, page.other_delivered_seq)
        await self._tell_delivered()

    async def _hear(self, events: Sequence[Any]) -> None:
        """Messages and marks of the conversation shown: read what is not known yet."""
        told = [event for event in events if event.payload.get("kind") == "message"]
        marks = [event.payload for event in events if event.payload.get("kind") == "marks"]
        if any("delivered" not in mark for mark in marks):
            await self._catch_up_thread()
            return
        for mark in marks:
            await self._hear_mark(mark)
        for event in sorted(told, key=lambda event: event.payload["seq"]):
            if event.payload["seq"] <= self._end():
                continue
            if not (event.told and await self._take_said(event.told)):
                # This reads everything that is there by now.
                await self._catch_up_thread(with_marks=False)
                return

    async def _hear_mark(self, mark: Any) -> None:
        """Watermarks only grow, so the numbers themselves are enough."""
        actor = await self._actor()
        if mark["user"] == actor.user_id:
            await self._marks(mark["read"], 0, 0)
        elif not (actor.is_staff and mark["is_staff"]):
            await self._marks(0, mark["read"], mark["delivered"])

    async def _page(
        self, *, after: int = 0, before: int = 0, limit: int = 0, with_marks: bool = True
    ) -> ThreadView:
        return await self._read(
            messages.thread,
            self._thread_id(),
            after=after,
            before=before,
            limit=limit or get_settings().page_size,
            zone=self.zone,
            with_marks=with_marks,
        )

    def _take(self, shown: Sequence[MessageView]) -> None:
        """Make these the tail; what is too much goes to the older pages or can be asked for."""
        before = self._end()
        self._put_spilled(self._put_tail(shown))
        fresh = [*takewhile(lambda line: line.seq > before, reversed(shown))][::-1]
        if count := sum(1 for line in fresh if self._is_unread(line)):
            self.unread += count
        if fresh:
            self._has_come(fresh)
            self._has_seen(f"conversation:{self._thread_id()}", fresh[-1].seq)
        mine = newest(shown, lambda line: line.is_mine and not line.is_note)
        if mine != self.last_mine:
            self.last_mine = mine
        for message in fresh[-_CONFIRMED:]:
            if message.is_mine and message.client_id:
                self._confirm(message.client_id)

    def _has_come(self, fresh: Sequence[MessageView]) -> None:
        """What the other side was typing is there."""
        if self.typing_pulse and not fresh[-1].is_mine:
            self.typing_pulse = 0

    async def _marks(self, mine: int, read: int, delivered: int) -> None:
        if read > self.other_read_seq:
            self.other_read_seq = read
        if delivered > self.other_delivered_seq:
            self.other_delivered_seq = delivered
        if mine > self.my_read_seq:
            self.my_read_seq = mine
            await self._count_unread()

    def _is_unread(self, line: MessageView) -> bool:
        is_told = line.sender_kind != SenderKind.SYSTEM
        return is_told and not line.is_mine and line.seq > self.my_read_seq

    async def _count_unread(self) -> None:
        """From what is shown where that reaches back far enough, else by asking."""
        is_all_here = not self._tail or self._tail[0].seq <= self.my_read_seq + 1
        if is_all_here or not self._reaches_back():
            unread = sum(1 for line in self._tail if self._is_unread(line))
        else:
            unread = await self._read(messages.unread, self._thread_id(), self.my_read_seq)
        if unread != self.unread:
            self.unread = unread

    def _reaches_back(self) -> bool:
        """Whether there are messages before the tail."""
        return bool(self.has_older or self._pages)

    async def _tell_delivered(self) -> None:
        """What is on its way to this browser counts as delivered to the other side."""
        come = newest(self._tail, lambda line: not line.is_mine)
        if come > self._told_delivered and come > self.my_read_seq:
            self._told_delivered = come
            await self._note(come, is_read=False)
