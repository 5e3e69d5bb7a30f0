"""Tiếp nhận trực tiếp: one person, one dossier, by keyboard and scanner."""
