"""One counter: store, lanes, settings and province of one profile, put together."""
