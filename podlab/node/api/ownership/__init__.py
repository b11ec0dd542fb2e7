"""Field owners in requests: who writes, what they own afterwards, and server-side apply."""
