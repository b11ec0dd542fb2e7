"""What happens inside one Pod of a lesson: its traffic, logs, files, events, terminal, timeline."""
