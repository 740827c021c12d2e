"""Text and categories as numbers."""
