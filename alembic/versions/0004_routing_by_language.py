"""the languages in which staff help, and the one that each student waits in"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("user_account") as table:
        table.add_column(sa.Column("languages", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("queue_entry") as table:
        table.add_column(
            sa.Column("language", sa.String(length=12), nullable=False, server_default="")
        )


def downgrade() -> None:
    with op.batch_alter_table("queue_entry") as table:
        table.drop_column("language")
    with op.batch_alter_table("user_account") as table:
        table.drop_column("languages")
