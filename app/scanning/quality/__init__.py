"""What is wrong with a scanned page so that the officer should scan it again or look at it."""
