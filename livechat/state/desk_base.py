"""What all parts of the desk share: who one is, the queue, one's chats, the opened one."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from livechat.domain.errors import NotFoundError
from livechat.domain.views import (
    CannedView,
    ChatRow,
    DeskView,
    HistoryRow,
    MessageView,
    QueueRow,
    StudentPanelView,
)
from livechat.domain.vocabulary import MessageKind, Role, SenderKind, Status
from livechat.domain.wording import initials
from livechat.services import (
    accounts,
    canned,
    company,
    conversations,
    drafts,
    queue_views,
    staff_panel,
)
from livechat.services.context import get_context
from livechat.settings import get_settings
from livechat.state.blank import no_conversation
from livechat.state.thread import ThreadState, newest

_PERSONS = (SenderKind.STUDENT, SenderKind.AGENT, SenderKind.SPECIALIST)
STAFF = (Role.AGENT, Role.SPECIALIST, Role.ADMIN)


def _is_students(line: MessageView) -> bool:
    return not line.is_note and line.sender_kind == SenderKind.STUDENT


def _last_said(tail: Sequence[MessageView]) -> tuple[str, str] | None:
    """The last text, and which person spoke last; None where the tail does not tell both."""
    text = speaker = None
    for line in reversed(tail):
        if line.is_note:
            continue
        if text is None and line.kind == MessageKind.TEXT:
            text = line.body
        if speaker is None and line.sender_kind in _PERSONS:
            speaker = line.sender_kind
        if text is not None and speaker is not None:
            return text, speaker
    return None


class DeskBase(ThreadState, mixin=True):
    """Views only; identity and cursors stay on the server."""

    student: StudentPanelView = StudentPanelView()
    earlier: list[HistoryRow] = []
    desk: DeskView = DeskView()
    line: list[QueueRow] = []
    offers: list[QueueRow] = []
    chats: list[ChatRow] = []
    unread_total: int = 0
    # The place in the queue of the opened conversation, "" when it does not wait.
    entry: str = ""
    canned: list[CannedView] = []
    draft: str = ""
    can_reply: bool = False
    scope: str = ""
    name: str = ""
    initials: str = ""
    role: str = ""
    csrf: str = ""
    # Which list stands on the left (chats, tickets, callbacks), and which pane a phone shows.
    tab: str = "chats"
    pane: str = "queue"
    # What is open over the conversation: "", wrap, escalate, transfer or help.
    sheet: str = ""
    sheet_error: str = ""
    # Who else looks at the opened conversation.
    viewing: str = ""
    # The student's newest message, to be seen before anything is sent.
    last_theirs: int = 0

    _viewers: dict[str, float] = {}
    # The conversation at which one was last told to be looking, and when.
    _told_viewing: tuple[str, float] = ("", 0.0)
    # The same rows as `chats`, as what Reflex hands out cannot be copied with changes.
    _chats: tuple = ()  # type: ignore[type-arg]  # Reflex reads the annotation

    def _take(self, shown: Sequence[MessageView]) -> None:
        super()._take(shown)
        self._show(last_theirs=newest(shown, _is_students))

    def _show(self, **values: object) -> None:
        """Assign only what differs, as every assignment travels to the browser."""
        for name, value in values.items():
            if getattr(self, name) != value:
                setattr(self, name, value)

    async def _know_self(self) -> None:
        actor = await self._actor()
        csrf = await self._read(accounts.csrf_of)
        self._show(
            scope=f"{actor.user_id}",
            role=actor.role.value,
            name=actor.name,
            initials=initials(actor.name),
            csrf=csrf,
        )

    def _listen(self) -> None:
        topics = {"queue", "desk", f"user:{self.scope}"}
        topics |= {f"conversation:{chat.id}" for chat in self._chats}
        if self.conversation.id:
            topics.add(f"conversation:{self.conversation.id}")
        self._listen_only_to(topics)

    async def _look_at_desk(self) -> None:
        """The queue, the own chats and the figures."""
        desk = await self._read(queue_views.desk, zone=self.zone)
        rows = await self._read(queue_views.rows)
        chats = await self._read(queue_views.my_chats)
        self._show_chats(chats)
        here = [row.id for row in rows if row.conversation_id == self.conversation.id]
        self._show(
            desk=desk,
            offers=[row for row in rows if row.is_offered_to_me],
            line=[row for row in rows if not row.is_offered_to_me],
            entry=here[0] if here else "",
        )
        self._listen()

    async def _look_at_chats(self) -> None:
        """The own chats alone, after messages."""
        self._show_chats(await self._read(queue_views.my_chats))

    def _show_chats(self, chats: Sequence[ChatRow]) -> None:
        if self._chats != tuple(chats):
            self._chats, self.chats = tuple(chats), list(chats)
        self._show(unread_total=sum(chat.unread for chat in chats))

    def _retell(self, topic: str) -> bool:
        """The row of the opened chat, from the messages that are shown anyway; False where they
        do not say enough."""
        here = self._here().id
        chats = [*self._chats]
        known = next((n for n, chat in enumerate(chats) if chat.id == here), None)
        if topic != f"conversation:{here}" or known is None:
            return False
        tail, read = self._tail, self.my_read_seq
        said = _last_said(tail)
        if said is None:
            return False
        text, speaker = said
        reaches_back = tail[0].seq <= read + 1
        unread = takewhile(lambda line: line.seq > read, reversed(tail))
        chats[known] = replace(
            chats[known],
            excerpt=queue_views.excerpt(text),
            last_at=tail[-1].at,
            unread=sum(map(_is_students, unread)) if reaches_back else self.unread,
            is_student_waiting=chats[known].status == Status.ACTIVE
            and speaker == SenderKind.STUDENT,
        )
        chats.sort(key=lambda chat: chat.last_at, reverse=True)
        chats.sort(key=lambda chat: not chat.is_student_waiting)
        self._show_chats(chats)
        return True

    async def _look_at_conversation(self) -> None:
        if not self.conversation.id:
            return
        try:
            view = await self._read(conversations.view, self.conversation.id, zone=self.zone)
            panel = await self._read(staff_panel.of, self.conversation.id, zone=self.zone)
        except NotFoundError:
            # Passed on or taken back: it is not this person's business any more.
            self._leave()
            return
        self._show(conversation=view, student=panel)

    async def _enter(self, conversation_id: str) -> None:
        """Show a conversation from its newest messages on."""
        self._forget_thread()
        self._viewers = {}
        self.conversation = await self._read(conversations.view, conversation_id, zone=self.zone)
        is_party = self.conversation.is_mine or self.conversation.is_joined
        if not is_party or self.conversation.is_closed:
            await self._write(company.look, conversation_id)
        self._show(pane="chat", sheet="", sheet_error="", earlier=[], viewing="")
        self._listen()
        await self._refresh_thread()
        await self._look_at_conversation()
        self._show(
            draft=await self._read(drafts.load, conversation_id),
            canned=await self._read(canned.filled, conversation_id),
            # Every look is audited.
            earlier=await self._write(staff_panel.earlier, conversation_id, zone=self.zone),
        )
        await self._look_at_desk()
        await self._tell_viewing()

    def _leave(self) -> None:
        """No conversation is open."""
        self._forget_thread()
        self._show(
            conversation=no_conversation(),
            student=StudentPanelView(),
            earlier=[],
            pane="queue",
            sheet="",
            entry="",
        )
        self._listen()

    async def _tell_viewing(self) -> None:
        """Colleagues see who else is there; nothing is stored, and often says no more (T51)."""
        here, now = self.conversation.id, get_context().clock.now().timestamp()
        where, at = self._told_viewing
        is_told = where == here and now - at < get_settings().typing_every_s
        if here and self.conversation.status != Status.CLOSED and not is_told:
            self._told_viewing = (here, now)
            actor = await self._actor()
            get_context().publish(
                f"conversation:{here}", {"kind": "viewing", "user": actor.user_id}
            )

    def _count_viewers(self) -> None:
        """Forget those who have been silent for two rounds and a bit."""
        context = get_context()
        since = context.clock.now().timestamp() - 2.5 * context.settings.catch_up_s
        self._viewers = {name: at for name, at in self._viewers.items() if at > since}
        self._show(viewing=", ".join(self._viewers))
