"""The proof of an exercise: that it can be solved, that it can fail, and that its claims are so."""
