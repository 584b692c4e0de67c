"""What all parts of the student's panel share: the conversation, the stage, the wait."""

from collections.abc import Callable
from typing import Any

from livechat.domain.errors import RetryableError
from livechat.domain.views import WaitView
from livechat.domain.vocabulary import Status
from livechat.services import conversations, queue
from livechat.services.context import get_context
from livechat.state.session import current_actor
from livechat.state.thread import ThreadState

_ASK_AGAIN_S = 1.0
BotService = Callable[..., None]


# Stage of the panel for each status; what the student opens on top of it is the screen.
_STAGES = {
    Status.BOT: "bot",
    Status.QUEUED: "queue",
    Status.ACTIVE: "human",
    Status.WRAP_UP: "human",
    Status.TICKETED: "human",
    Status.CALLBACK: "human",
    Status.CLOSED: "closed",
}


class ChatBase(ThreadState, mixin=True):
    """Views only; identity and cursors stay on the server."""

    wait: WaitView = WaitView()
    # gate, staff, blocked, starting, bot, queue, human, closed; or a screen: handoff, nobody,
    # rating, history, reading.
    stage: str = "starting"
    scope: str = ""
    csrf: str = ""
    is_open: bool = False
    # Until when and why the student may not write; "" for who may.
    blocked: str = ""
    # Said to a bot that is still being built; it answers as soon as it is there.
    is_bot_owed: bool = False

    _screen: str = ""
    _status_before: str = ""

    async def _look(self) -> None:
        """Read the conversation and the wait again, and decide the stage."""
        if self.conversation.id:
            self.conversation = await self._read(
                conversations.view, self.conversation.id, zone=self.zone
            )
        if self.is_open and self.conversation.status in ("", Status.BOT, Status.QUEUED):
            await self._look_at_wait()
        self._settle()

    async def _look_at_wait(self) -> None:
        self.wait = await self._read(queue.wait, self.conversation.id, zone=self.zone)

    def _settle(self) -> None:
        """The stage that follows from who is there, the status and the screen."""
        actor = current_actor()
        if actor is None:
            self.stage = "gate"
        elif actor.is_staff:
            self.stage = "staff"
        elif self._screen:
            self.stage = self._screen
        elif not self.conversation.id:
            self.stage = "blocked" if self.blocked else "starting"
        else:
            self.stage = _STAGES[Status(self.conversation.status)]

    async def _ask_bot(self, service: BotService, *args: Any, is_waiting: bool = False) -> None:
        """Let the bot take its turn. Just after a start it is still being built: what only waits
        for an answer gets it a little later, a tap is asked for again."""
        if get_context().bot.is_ready:
            self.is_bot_owed = False
            await self._call(service, *args)
        elif is_waiting:
            self.is_bot_owed = True
            self._wake_me_in(_ASK_AGAIN_S)
        else:
            raise RetryableError

    def _listen(self) -> None:
        """To the conversation, to oneself, and, while the wait is in view, to the queue."""
        topics = {f"user:{self.scope}"} if self.scope else set()
        if self.conversation.id:
            topics.add(f"conversation:{self.conversation.id}")
        if self.is_open:
            topics.add("queue")
        self._listen_only_to(topics)

    def _show(self, screen: str) -> None:
        """Open a screen on top of the stage; "" goes back."""
        self._screen = screen
        self._settle()
