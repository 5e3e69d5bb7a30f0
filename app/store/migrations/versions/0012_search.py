"""dossiers are found by words of themselves and of their papers, by an index"""

import sqlalchemy as sa
from alembic import op

from app.domain.search_words import search_words

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

# An index over another table (FTS5 §4.4.3), without places of words: nobody asks for phrases.
# A word is found as it is typed, by an index of beginnings that stops at the newest dossiers; no
# Vietnamese syllable has more than seven letters.
_INDEX = """
CREATE VIRTUAL TABLE dossier_search USING fts5(
    head, papers, content='dossier_words', content_rowid='id', detail=none,
    prefix='1 2 3 4 5 6 7', tokenize='unicode61'
)
"""
_NEW = "INSERT INTO dossier_search (rowid, head, papers) VALUES (new.id, new.head, new.papers);"
_OLD = (
    "INSERT INTO dossier_search (dossier_search, rowid, head, papers)"
    " VALUES ('delete', old.id, old.head, old.papers);"
)


def upgrade() -> None:
    op.add_column('papers', sa.Column('words', sa.String(), nullable=False, server_default=''))
    op.create_table(
        'dossier_words',
        sa.Column('id', sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column(
            'dossier_id', sa.String(length=32),
            sa.ForeignKey('dossiers.id', ondelete='CASCADE'), nullable=False, unique=True,
        ),
        sa.Column('head', sa.String(), nullable=False),
        sa.Column('papers', sa.String(), nullable=False),
    )
    op.execute(_INDEX)
    op.execute(f'CREATE TRIGGER words_come AFTER INSERT ON dossier_words BEGIN {_NEW} END')
    op.execute(f'CREATE TRIGGER words_go AFTER DELETE ON dossier_words BEGIN {_OLD} END')
    op.execute(f'CREATE TRIGGER words_change AFTER UPDATE ON dossier_words BEGIN {_OLD} {_NEW} END')
    _take_over()
    op.drop_column('dossiers', 'search')
    # What the newest are listed by (app.store.dossiers).
    op.execute(
        'CREATE INDEX dossiers_by_moment ON dossiers (coalesce(received_at, created_at) DESC, id)'
    )


def _take_over() -> None:
    connection = op.get_bind()
    titles: dict[str, list[str]] = {}
    for paper, dossier, title in connection.exec_driver_sql(
        'SELECT id, dossier_id, title FROM papers'
    ).fetchall():
        words = search_words(title)
        titles.setdefault(dossier, []).append(words)
        connection.exec_driver_sql('UPDATE papers SET words = ? WHERE id = ?', (words, paper))
    for dossier, search in connection.exec_driver_sql(
        'SELECT id, search FROM dossiers ORDER BY created_at'
    ).fetchall():
        connection.exec_driver_sql(
            'INSERT INTO dossier_words (dossier_id, head, papers) VALUES (?, ?, ?)',
            (dossier, search_words(search), search_words(*titles.get(dossier, []))),
        )
