"""A mail server on localhost that keeps what it is sent, over real SMTP."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

from tests.servers.processes import free_port


class Mailbox:
    """Takes every mail, except those for `gone@`, which it refuses for good."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        await asyncio.sleep(0)
        if address.startswith("gone@"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.append(envelope.content)
        return "250 OK"

    @property
    def messages(self) -> list[EmailMessage]:
        """In the order in which they came."""
        found = [message_from_bytes(mail, policy=default) for mail in self.mails]
        return [mail for mail in found if isinstance(mail, EmailMessage)]

    def to(self, address: str) -> list[EmailMessage]:
        """What came for one address."""
        return [mail for mail in self.messages if mail["To"] == address]


@contextmanager
def mail_server() -> Iterator[tuple[Mailbox, str]]:
    """The mailbox and the address for the settings."""
    box, port = Mailbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box, f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()
