"""Building learners' images on the engine, and reading what they are made of."""
