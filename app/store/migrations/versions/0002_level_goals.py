"""level goals"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('level_goals',
    sa.Column('paper_id', sa.String(length=32), nullable=False),
    sa.Column('dossier_id', sa.String(length=32), nullable=False),
    sa.Column('wanted', sa.String(length=5), nullable=False),
    sa.Column('reason', sa.String(length=40), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('next_attempt_at', sa.String(length=32), nullable=True),
    sa.Column('raised_sha256', sa.String(length=64), nullable=False),
    sa.Column('raised_bytes', sa.Integer(), nullable=False),
    sa.Column('raised_level', sa.String(length=5), nullable=False),
    sa.ForeignKeyConstraint(['paper_id'], ['papers.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('paper_id')
    )
    with op.batch_alter_table('level_goals', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_level_goals_next_attempt_at'), ['next_attempt_at'], unique=False)
