"""German, where it differs from what Django says of it."""
