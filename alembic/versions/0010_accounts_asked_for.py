"""accounts that are asked for and confirmed by mail"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "asked_account",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_asked_account")),
    )
    op.create_index(op.f("ix_asked_account_email"), "asked_account", ["email"])
    op.create_index(op.f("ix_asked_account_created_at"), "asked_account", ["created_at"])


def downgrade() -> None:
    op.drop_table("asked_account")
