"""lists of the province, versions of dossiers, and acts that met another officer's"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'mirrored_lists',
        sa.Column('name', sa.String(length=20), primary_key=True),
        sa.Column('etag', sa.String(), nullable=False),
        sa.Column('entries', sa.JSON(), nullable=False),
    )
    op.add_column('dossiers', sa.Column('version', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('dossiers', sa.Column('pinned', sa.Boolean(), nullable=False, server_default='0'))
    op.create_table(
        'collisions',
        sa.Column('id', sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column('item_id', sa.Integer(), sa.ForeignKey('outbox.id'), nullable=False),
        sa.Column('dossier_id', sa.String(length=32), nullable=False),
        sa.Column('act', sa.JSON(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('state', sa.String(length=40), nullable=False),
        sa.Column('changes', sa.JSON(), nullable=False),
        sa.Column('noted_at', sa.String(length=32), nullable=False),
        sa.Column('answer', sa.String(length=12), nullable=False, server_default=''),
    )
    op.create_index('ix_collisions_item_id', 'collisions', ['item_id'])
