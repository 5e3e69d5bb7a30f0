"""stamp places"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('stamp_places',
    sa.Column('procedure_code', sa.String(length=60), nullable=False),
    sa.Column('component_code', sa.String(length=40), nullable=False),
    sa.Column('profile', sa.String(length=20), nullable=False),
    sa.Column('page', sa.Integer(), nullable=False),
    sa.Column('corner', sa.String(length=12), nullable=False),
    sa.Column('across', sa.Float(), nullable=False),
    sa.Column('down', sa.Float(), nullable=False),
    sa.Column('width', sa.Float(), nullable=False),
    sa.PrimaryKeyConstraint('procedure_code', 'component_code', 'profile')
    )
