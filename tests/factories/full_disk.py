"""Somebody who writes until the disk under the database is full, and again when it is not."""

import uuid

import pytest

from livechat.domain.actor import Actor
from livechat.domain.errors import RetryableError
from livechat.services import messages
from tests.consistency import assert_consistent
from tests.factories.desk import Desk

# Of some kilobytes each: many times what the small disks of the tests hold.
_MOST = 2000


class Writer:
    """One student in one conversation; `sent` is what was confirmed, by client id."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.student: Actor = desk.student()
        self.chat = desk.conversation(self.student)
        self.sent: dict[str, str] = {}
        self.refused = ""

    def write_until_refused(self) -> None:
        """The refusal says that nothing is lost, and it is true of all that was confirmed."""
        with pytest.raises(RetryableError, match="Nothing is lost"):
            self._write_on()
        assert self.refused not in self.sent
        assert len(self.lines()) >= min(len(self.sent) + 1, 50)
        self.assert_nothing_is_lost()

    def write_what_was_refused(self) -> None:
        """Twice, as an outbox does that has not heard of the first time."""
        for _ in range(2):
            self._send(self.refused, "at last")
        assert self.lines()[-2:].count("at last") == 1
        self.assert_nothing_is_lost()

    def lines(self) -> list[str]:
        """What the student can read of the conversation."""
        return self.desk.lines(self.student, self.chat)

    def assert_nothing_is_lost(self) -> None:
        """Everything that was confirmed is stored, and stored once."""
        context = self.desk.context
        assert_consistent(context.database, context.files, {self.student.user_id: self.sent})

    def _write_on(self) -> None:
        for number in range(_MOST):
            self.refused = str(uuid.uuid4())
            self._send(self.refused, f"line {number} " + "x" * 3000)

    def _send(self, client_id: str, text: str) -> None:
        self.desk.context.write(messages.post, self.student, self.chat, client_id, text)
        self.sent[client_id] = text
