"""What is written on a page: words with their places, and what a document says of itself."""
