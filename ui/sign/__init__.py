"""The screen Ký số."""
