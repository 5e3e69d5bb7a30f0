"""whether somebody turned a page, so that it is not turned upright against the officer"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('scan_pages', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('turned', sa.Boolean(), nullable=False, server_default='0')
        )
    op.execute('UPDATE scan_pages SET turned = 1 WHERE rotation <> 0')
