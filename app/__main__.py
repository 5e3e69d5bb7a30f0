"""``python -m app`` is ``quay``."""

from app.cli import main

main()
