"""Into a running Pod: its logs, a process in it, its own process."""
