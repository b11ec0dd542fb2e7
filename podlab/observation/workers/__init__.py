"""The two processes that watch one Pod: its traffic, and its volumes."""
