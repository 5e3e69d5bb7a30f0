"""Signing in at the province through the system browser."""
