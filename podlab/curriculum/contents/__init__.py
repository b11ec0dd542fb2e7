"""What is taught, as a whole: exercises by aspect and kind, and the map of concepts."""
