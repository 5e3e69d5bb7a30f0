"""What is found on a page image, and how it is straightened, cropped and made white."""
