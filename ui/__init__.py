"""What the officer sees. PySide6 lives here and nowhere else."""
