"""What a request means: who asks, for what, with which options and body."""
