"""What a proof has found: as sentences, as JSON, as JUnit's XML."""
