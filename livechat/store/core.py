"""The tables as Core sees them, for the hot path: half the cost of the ORM for a message."""

from livechat.store.tables.registry import metadata

CONVERSATION = metadata.tables["conversation"]
MESSAGE = metadata.tables["message"]
READ_MARK = metadata.tables["read_mark"]
PARTICIPANT = metadata.tables["participant"]
ATTACHMENT = metadata.tables["attachment"]
QUEUE_ENTRY = metadata.tables["queue_entry"]
PRESENCE = metadata.tables["agent_presence"]
AUTH_SESSION = metadata.tables["auth_session"]
USER = metadata.tables["user_account"]
OUTBOX = metadata.tables["outbox"]
EVENT = metadata.tables["conversation_event"]
