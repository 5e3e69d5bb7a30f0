"""Packages of dossiers for upload by hand where there is no API, and the receipts for them
(docs/package.md).
"""
