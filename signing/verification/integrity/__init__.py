"""What pyHanko does not look at: bytes and fields in which a change can hide from it."""
