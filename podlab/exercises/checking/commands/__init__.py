"""Checks of what is said: by a command, in a log, by the learner, by a script."""
