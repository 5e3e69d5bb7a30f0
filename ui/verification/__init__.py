"""What is said of a verified file: one report, as a window, on paper and in a terminal."""
