"""A thread as one reader sees it: a short live tail that changes, older pages that hardly do."""

from datetime import datetime, timedelta

from livechat.domain.errors import ConflictError, InvalidError, NotFoundError
from livechat.domain.views import MessageView
from livechat.domain.vocabulary import SenderKind
from livechat.services import messages
from livechat.services.context import get_context
from livechat.settings import get_settings
from livechat.state.services import ServiceState

# Further messages that the tail takes before its older part leaves it.
_SPILL = 10
_CONFIRMED = 50


def _keep_place(shown: list[MessageView], newer: list[MessageView]) -> None:
    """The first message of a page looks like the first of all; correct it by what is shown."""
    for known in shown:
        if newer and known.seq == newer[0].seq:
            newer[0].day, newer[0].is_group_start = known.day, known.is_group_start


class ThreadState(ServiceState, mixin=True):
    """A message costs the tail, however long the conversation is."""

    tail: list[MessageView] = []
    older: list[MessageView] = []
    has_older: bool = False
    last_mine: int = 0
    my_read_seq: int = 0
    other_read_seq: int = 0
    other_delivered_seq: int = 0
    unread: int = 0
    confirmed: list[str] = []
    refused: dict[str, str] = {}
    typing_pulse: int = 0
    zone: str = ""

    _typing_told_at: datetime | None = None

    def _thread_id(self) -> str:
        """The public id of the conversation that is shown, "" for none."""
        raise NotImplementedError

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
        """Store a message of the outbox once, however often it comes; a refusal is shown on it."""
        try:
            if is_note:
                await self._write(messages.note, target, client_id, text)
            else:
                await self._write(messages.post, target, client_id, text, tuple(attachments))
        except (InvalidError, ConflictError, NotFoundError) as refusal:
            self._refuse(client_id, str(refusal))
            return False
        return True

    def _refuse(self, client_id: str, reason: str) -> None:
        """Shown on the message, with Retry and Edit."""
        kept = dict(list(self.refused.items())[-_CONFIRMED:])
        self.refused = {**kept, client_id: reason}

    def _confirm(self, client_id: str) -> None:
        if client_id not in self.confirmed:
            self.confirmed = [*self.confirmed[-_CONFIRMED + 1 :], client_id]

    def _forget_thread(self) -> None:
        """Another conversation is going to be shown."""
        self.tail, self.older, self.confirmed, self.refused = [], [], [], {}
        self.has_older = False
        self.my_read_seq = self.other_read_seq = self.other_delivered_seq = 0
        self.unread = self.last_mine = self.typing_pulse = 0

    async def _read_to(self, seq: int) -> None:
        """Everything up to `seq` was in view for a second."""
        if self._thread_id() and seq > self.my_read_seq:
            await self._write(messages.mark_read, self._thread_id(), seq)
            self.my_read_seq = seq
            self._count_unread()

    async def _load_older(self) -> None:
        """The reader has scrolled to the top."""
        shown = self.older or self.tail
        if not shown or not self.has_older:
            return
        page = await self._read(
            messages.thread,
            self._thread_id(),
            before=shown[0].seq + 1,
            limit=get_settings().page_size,
            zone=self.zone,
        )
        # The last one is known already; behind its neighbours it shows its true place.
        *earlier, known = page.messages
        shown[0].day, shown[0].is_group_start = known.day, known.is_group_start
        self.older = [*earlier, *self.older]
        self.has_older = page.has_older

    async def _refresh_thread(self) -> None:
        """Read the newest messages again: after a turn of the bot, or on a new state."""
        page = await self._read(
            messages.thread,
            self._thread_id(),
            limit=get_settings().live_tail,
            zone=self.zone,
        )
        newest = page.messages
        first = newest[0].seq if newest else 0
        if self.tail and self.tail[-1].seq + 1 >= first:
            _keep_place(self.tail, newest)
            newest = [*(shown for shown in self.tail if shown.seq < first), *newest]
        else:
            self.older, self.has_older = [], page.has_older
        self._take(newest)
        self._marks(page.my_read_seq, page.other_read_seq, page.other_delivered_seq)
        await self._tell_delivered()

    async def _catch_up_thread(self) -> None:
        """Read what is newer than the tail's end; the last known message gives the grouping."""
        if not self._thread_id():
            return
        if not self.tail:
            await self._refresh_thread()
            return
        page = await self._read(
            messages.thread,
            self._thread_id(),
            after=self.tail[-1].seq - 1,
            limit=get_settings().page_size,
            zone=self.zone,
        )
        if len(page.messages) >= get_settings().page_size:
            await self._refresh_thread()
            return
        if len(page.messages) > 1:
            _keep_place(self.tail, page.messages)
            self._take([*self.tail[:-1], *page.messages])
        self._marks(page.my_read_seq, page.other_read_seq, page.other_delivered_seq)
        await self._tell_delivered()

    def _take(self, shown: list[MessageView]) -> None:
        """Make these the tail; what is too much goes to the older pages or can be asked for."""
        surplus = len(shown) - get_settings().live_tail
        if surplus >= _SPILL:
            spilled, shown = shown[:surplus], shown[surplus:]
            if self.older:
                self.older = [*self.older, *spilled]
            else:
                self.has_older = True
        if self.typing_pulse and shown and not shown[-1].is_mine and shown[-1:] != self.tail[-1:]:
            self.typing_pulse = 0  # what was being typed has come
        self.tail = shown
        self.last_mine = max((m.seq for m in shown if m.is_mine and not m.is_note), default=0)
        for message in shown:
            if message.is_mine and message.client_id:
                self._confirm(message.client_id)

    def _marks(self, mine: int, read: int, delivered: int) -> None:
        self.my_read_seq = max(self.my_read_seq, mine)
        if (read, delivered) != (self.other_read_seq, self.other_delivered_seq):
            self.other_read_seq, self.other_delivered_seq = read, delivered
        self._count_unread()

    def _count_unread(self) -> None:
        unread = sum(
            1
            for message in self.tail
            if not message.is_mine
            and message.seq > self.my_read_seq
            and message.sender_kind != SenderKind.SYSTEM
        )
        if unread != self.unread:
            self.unread = unread

    async def _tell_delivered(self) -> None:
        """What is on its way to this browser counts as delivered to the other side."""
        newest = self.tail[-1] if self.tail else None
        if newest and not newest.is_mine and newest.seq > self.my_read_seq:
            await self._write(messages.mark_delivered, self._thread_id(), newest.seq)
