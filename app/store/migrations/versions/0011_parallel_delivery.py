"""what goes next is found without reading the whole queue, and dangerous acts are confirmed"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not as a batch: that would copy the table.
    op.add_column('outbox', sa.Column('confirmed_at', sa.String(length=32), nullable=True))
    op.drop_index('ix_outbox_state', 'outbox')
    op.drop_index('ix_outbox_dossier_id', 'outbox')
    op.create_index('outbox_due', 'outbox', ['state', 'next_attempt_at'])
    op.create_index('outbox_of_dossier', 'outbox', ['dossier_id', 'state', 'kind'])
    op.create_index(
        'outbox_failing', 'outbox', ['id'],
        sqlite_where=sa.text("state = 'waiting' AND last_error <> ''"),
    )
