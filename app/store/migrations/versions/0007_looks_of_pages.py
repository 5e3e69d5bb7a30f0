"""what was found on scanned pages"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('scan_pages', schema=None) as batch_op:
        batch_op.add_column(sa.Column('look', sa.String(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('cleaned', sa.Boolean(), nullable=False, server_default='1'))
        batch_op.add_column(sa.Column('text', sa.String(), nullable=False, server_default=''))
