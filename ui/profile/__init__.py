"""Trang cá nhân: who is signed in, with which certificate, and who was before."""
