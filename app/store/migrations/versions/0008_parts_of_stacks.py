"""batches split from others, and pages that stay in the folder they were scanned into"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('scan_batches', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('split_from', sa.String(length=32), nullable=False, server_default='')
        )
    with op.batch_alter_table('scan_pages', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('folder', sa.String(length=32), nullable=False, server_default='')
        )
        batch_op.create_index(batch_op.f('ix_scan_pages_folder'), ['folder'], unique=False)
    op.execute('UPDATE scan_pages SET folder = batch_id')
