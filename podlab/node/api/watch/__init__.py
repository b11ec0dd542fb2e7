"""Changes as a stream of JSON lines."""
