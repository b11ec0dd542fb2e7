"""Fields of objects as managedFields sees them: sets of paths, and values compared and merged."""
