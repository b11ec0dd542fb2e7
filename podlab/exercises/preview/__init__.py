"""What only an author sees: mistakes as they are made, and every run of a check."""
