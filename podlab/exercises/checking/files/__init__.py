"""Checks of files and volumes as a container sees them."""
