"""The acts of officers, each carried out once for its key, all of it in one transaction."""

from sync.reference_province.acts.endpoint import router

__all__ = ["router"]
