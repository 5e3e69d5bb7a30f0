"""The window's entry point."""
