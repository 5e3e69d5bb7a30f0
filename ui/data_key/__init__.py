"""The key of the data: asked for at the start, printed as a recovery code, exchanged."""
