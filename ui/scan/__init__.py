"""The screen Quét."""
