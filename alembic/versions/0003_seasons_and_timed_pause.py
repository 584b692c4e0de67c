"""terms, exam weeks and breaks with hours of their own; a pause that ends by itself"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "season",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_season"),
    )
    with op.batch_alter_table("service_hours") as table:
        table.add_column(sa.Column("season_id", sa.Integer(), nullable=True))
        table.create_index("ix_service_hours_season_id", ["season_id"])
        table.create_foreign_key(
            "fk_service_hours_season_id_season", "season", ["season_id"], ["id"], ondelete="CASCADE"
        )
    with op.batch_alter_table("desk_switch") as table:
        table.add_column(sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("desk_switch") as table:
        table.drop_column("paused_until")
    # Hours of a season would otherwise become hours of every week.
    op.execute("DELETE FROM service_hours WHERE season_id IS NOT NULL")
    with op.batch_alter_table("service_hours") as table:
        table.drop_constraint("fk_service_hours_season_id_season", type_="foreignkey")
        table.drop_index("ix_service_hours_season_id")
        table.drop_column("season_id")
    op.drop_table("season")
