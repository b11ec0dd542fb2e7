"""Ways to bring about the networking experiment; each gives the milliseconds until both answer."""
