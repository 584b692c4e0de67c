"""The room of the demo app, as pages speak to it."""

import uuid

from tests.servers.raw_client import ROOT_STATE, RawClient

ROOM = f"{ROOT_STATE}.demo___states____room_state"


async def deliver(client: RawClient, text: str) -> None:
    """Say something there, as a message of the outbox."""
    payload = {
        "client_id": str(uuid.uuid4()),
        "text": text,
        "conversation": "room",
        "attachments": [],
    }
    await client.call(f"{ROOM}.deliver", payload)
