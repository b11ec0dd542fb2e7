"""Learners' own images: a Dockerfile and its files, built on the engine within limits."""
