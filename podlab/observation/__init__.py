"""What one sees of a Pod: its traffic and its file changes."""
