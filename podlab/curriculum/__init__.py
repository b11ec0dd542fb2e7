"""The curriculum app: reads lessons/ and shows them; it has no models."""
