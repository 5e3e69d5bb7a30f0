"""every act and signature is written down in a chain"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'audit',
        sa.Column('number', sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column('at', sa.String(length=32), nullable=False),
        sa.Column('account', sa.String(), nullable=False),
        sa.Column('act', sa.String(length=40), nullable=False),
        sa.Column('dossier_id', sa.String(length=32), nullable=False),
        sa.Column('facts', sa.String(), nullable=False),
        sa.Column('result', sa.String(length=60), nullable=False),
        sa.Column('hash', sa.String(length=64), nullable=False),
    )
    op.create_index('audit_of_dossier', 'audit', ['dossier_id'])
