"""Locking the window and opening it again (docs/decisions/006)."""
