"""Looking at papers: pages drawn on a lane, thumbnails, and a stamp that can be placed."""
