"""Authoring: packs that instructors write, their versions, and how they come into the library."""
