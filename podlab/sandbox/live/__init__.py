"""Watching live: one upstream per Pod, a ring of entries, and a stream per viewer."""
