"""Full text over public messages: FTS5 in SQLite, `tsvector` in PostgreSQL, one question for both.

Both are kept by the database itself (revision 0008), so that whatever changes a message's text,
a retention job included, changes what can be found.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

_MOST = 500

_POSTGRES = text(
    "SELECT message.conversation_id, message.body FROM message"
    " JOIN conversation ON conversation.id = message.conversation_id"
    " WHERE conversation.student_id = :student AND message.visibility = 'public'"
    " AND message_words(message.body) @@ to_tsquery('simple', :words)"
    " ORDER BY message.id DESC LIMIT :most"
)
# The owner stands in the index, too: only so a common word in a million messages costs little.
_SQLITE = text(
    "SELECT message.conversation_id, message.body FROM message_words"
    " JOIN message ON message.id = message_words.rowid"
    " WHERE message_words MATCH :words AND message.visibility = 'public'"
    " ORDER BY message_words.rowid DESC LIMIT :most"
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A message that says all the words."""

    conversation_id: int
    body: str


def messages(connection: Connection, student_id: int, words: Sequence[str]) -> list[Hit]:
    """A student's public messages in which each word begins a word, newest first, at most 500.

    `words` are folded and have letters and digits alone.
    """
    if not words:
        return []
    if connection.dialect.name == "sqlite":
        said = " AND ".join(f'body : "{word}" *' for word in words)
        values = {"words": f"owner : u{student_id} AND {said}", "most": _MOST}
        rows = connection.execute(_SQLITE, values)
    else:
        said = " & ".join(f"'{word}':*" for word in words)
        rows = connection.execute(_POSTGRES, {"words": said, "student": student_id, "most": _MOST})
    return [Hit(row[0], row[1]) for row in rows]
