"""Proofs of what an instructor writes: beside web, one at a time for each, told as they run."""
