"""Cấu hình: scanner, token, trust services, province."""
