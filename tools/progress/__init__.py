"""Steps that run side by side, and how they are shown."""
