"""what a known problem is about, and by when its next update is promised"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("incident") as table:
        table.add_column(
            sa.Column("category", sa.String(length=40), server_default="", nullable=False)
        )
        table.add_column(
            sa.Column("next_update_at", sa.DateTime(timezone=True), nullable=True)
        )


def downgrade() -> None:
    with op.batch_alter_table("incident") as table:
        table.drop_column("next_update_at")
        table.drop_column("category")
