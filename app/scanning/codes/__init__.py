"""Codes on pages: citizen cards, cover sheets, separators; and where they cut a stack."""
