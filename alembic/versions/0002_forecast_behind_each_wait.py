"""the forecast behind each shown wait, and the calibration in force"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("wait_prediction") as table:
        table.add_column(sa.Column("raw_low_s", sa.Float(), nullable=True))
        table.add_column(sa.Column("raw_high_s", sa.Float(), nullable=True))
        table.add_column(
            sa.Column("is_first", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.execute(
        "UPDATE wait_prediction SET is_first = TRUE WHERE id IN"
        " (SELECT MIN(id) FROM wait_prediction GROUP BY queue_entry_id)"
    )
    op.create_table(
        "wait_calibration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("low", sa.Float(), nullable=False),
        sa.Column("high", sa.Float(), nullable=False),
        sa.Column("samples", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_wait_calibration"),
    )


def downgrade() -> None:
    op.drop_table("wait_calibration")
    with op.batch_alter_table("wait_prediction") as table:
        table.drop_column("is_first")
        table.drop_column("raw_high_s")
        table.drop_column("raw_low_s")
