"""Many counters at one province; ``python -m bench.fleet``."""
