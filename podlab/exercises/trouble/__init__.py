"""What one does where a lesson does not work: go on anyway, or say that a check is wrong."""
