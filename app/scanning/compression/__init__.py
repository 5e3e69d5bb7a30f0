"""From the pixels of a page to what a PDF holds of it: a JPEG, or layers of paper and ink."""
