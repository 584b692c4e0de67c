"""mail that people may turn off"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "wants_optional_mail", sa.Boolean(), server_default=sa.true(), nullable=False
            )
        )
        batch_op.add_column(
            sa.Column("mail_token", sa.String(length=32), server_default="", nullable=False)
        )
        batch_op.create_index(
            batch_op.f("ix_user_account_mail_token"), ["mail_token"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_account_mail_token"))
        batch_op.drop_column("mail_token")
        batch_op.drop_column("wants_optional_mail")
