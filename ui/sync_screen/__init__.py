"""Đồng bộ: what waits for the province, what it acknowledged, what it refused."""
