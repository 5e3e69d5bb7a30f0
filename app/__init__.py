"""Quầy Một Cửa: the program without its screens."""

__version__ = "0.1.0"
