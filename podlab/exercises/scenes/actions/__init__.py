"""What a step's button does: each action on each side, with the command that does the same."""
