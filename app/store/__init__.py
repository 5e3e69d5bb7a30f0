"""The database and the PDF vault."""
