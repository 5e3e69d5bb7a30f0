"""when archived papers must be renewed"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('level_goals', schema=None) as batch_op:
        batch_op.add_column(sa.Column('archived_until', sa.String(length=32), nullable=True))
        batch_op.create_index(batch_op.f('ix_level_goals_archived_until'), ['archived_until'], unique=False)
    # Papers archived before this was kept are looked at once, as if they were still to be raised.
    now = "strftime('%Y-%m-%dT%H:%M:%S.000000+00:00', 'now')"
    op.execute(
        f"UPDATE level_goals SET next_attempt_at = {now} WHERE wanted = 'B-LTA' AND reason = ''"
    )
    op.execute(
        "INSERT INTO level_goals (paper_id, dossier_id, wanted, reason, facts, attempts,"
        " next_attempt_at, raised_sha256, raised_bytes, raised_level)"
        f" SELECT id, dossier_id, 'B-LTA', '', '{{}}', 0, {now}, '', 0, '' FROM papers"
        " WHERE json_extract(signature, '$.level') = 'B-LTA'"
        " AND id NOT IN (SELECT paper_id FROM level_goals)"
    )
