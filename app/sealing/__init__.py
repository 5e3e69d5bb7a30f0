"""What lies on the disk is unreadable without the profile's key (docs/decisions/017)."""
