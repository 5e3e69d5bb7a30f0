"""Bàn làm việc: where every dossier of this counter stands, and what falls due."""
