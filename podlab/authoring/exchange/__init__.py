"""Packs that come in and go out: as zip archives, and from git where the operator allows it."""
