"""One Pod: its worker, and the steps that the worker takes."""
