"""full-text search over public messages

In SQLite a table that is copied in batch mode loses its triggers: a later revision that changes
`message` that way has to make these again (`_TRIGGERS`).
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ENTRY = (
    "SELECT {command}{row}.id, 'u' || conversation.student_id, {row}.body"
    " FROM conversation WHERE conversation.id = {row}.conversation_id;"
)
_ADD = "INSERT INTO message_words(rowid, owner, body) " + _ENTRY.format(command="", row="new")
_TAKE = "INSERT INTO message_words(message_words, rowid, owner, body) " + _ENTRY.format(
    command="'delete', ", row="old"
)
_CHANGE = (
    _TAKE.removesuffix(";")
    + " AND old.visibility = 'public' AND old.body <> '';"
    + _ADD.removesuffix(";")
    + " AND new.visibility = 'public' AND new.body <> '';"
)
_WAS_THERE = "old.visibility = 'public' AND old.body <> ''"
_IS_THERE = "new.visibility = 'public' AND new.body <> ''"
_TRIGGERS = {
    "message_words_added": f"AFTER INSERT ON message WHEN {_IS_THERE} BEGIN {_ADD} END",
    "message_words_left": f"AFTER DELETE ON message WHEN {_WAS_THERE} BEGIN {_TAKE} END",
    "message_words_changed": "AFTER UPDATE OF body, visibility ON message"
    f" BEGIN {_CHANGE} END",
}
# Lower case of every script, also in a database whose own rules know ASCII alone ("C").
_COLLATIONS = ("pg_c_utf8", "und-x-icu")


def _words_function(connection: sa.Connection) -> str:
    """Text as its words: without case, accents and punctuation; what the index is over."""
    known = connection.execute(
        sa.text(
            "SELECT collname FROM pg_collation WHERE collname IN :names AND collencoding IN"
            " (-1, pg_char_to_encoding('UTF8'))"
        ).bindparams(sa.bindparam("names", _COLLATIONS, expanding=True))
    ).scalars()
    found = set(known)
    best = next((name for name in _COLLATIONS if name in found), None)
    collate = f' COLLATE "{best}"' if best else ""
    return (
        "CREATE FUNCTION message_words(said text) RETURNS tsvector IMMUTABLE PARALLEL SAFE"
        " LANGUAGE sql AS $$ SELECT to_tsvector('simple'::regconfig, regexp_replace(regexp_replace("
        f"lower(normalize(said, NFKD){collate}),"
        " '[\u0300-\u036f]', '', 'g'), '[!-/:-@\\[-`{-~]', ' ', 'g')) $$"
    )


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(_words_function(connection))
        connection.exec_driver_sql(
            "CREATE INDEX ix_message_words ON message USING gin (message_words(body))"
            " WHERE visibility = 'public'"
        )
        return
    connection.exec_driver_sql(
        "CREATE VIRTUAL TABLE message_words USING fts5(owner, body, content='', detail='column',"
        " prefix='2 3', tokenize='unicode61 remove_diacritics 2')"
    )
    connection.exec_driver_sql(
        "INSERT INTO message_words(rowid, owner, body)"
        " SELECT message.id, 'u' || conversation.student_id, message.body"
        " FROM message JOIN conversation ON conversation.id = message.conversation_id"
        " WHERE message.visibility = 'public' AND message.body <> ''"
    )
    for name, trigger in _TRIGGERS.items():
        connection.exec_driver_sql(f"CREATE TRIGGER {name} {trigger}")


def downgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql("DROP INDEX ix_message_words")
        connection.exec_driver_sql("DROP FUNCTION message_words(text)")
        return
    for name in _TRIGGERS:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    connection.exec_driver_sql("DROP TABLE message_words")
