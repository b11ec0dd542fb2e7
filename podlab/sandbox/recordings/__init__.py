"""Runs that are over and can be watched again: kept tapes, saved recordings, and their pages."""
