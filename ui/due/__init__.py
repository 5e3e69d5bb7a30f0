"""Hồ sơ đến hạn: the bell in the rail and the list that it opens."""
