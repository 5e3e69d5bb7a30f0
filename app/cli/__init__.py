"""The command ``quay``."""
