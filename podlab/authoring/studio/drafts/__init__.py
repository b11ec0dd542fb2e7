"""The draft of a pack as one works at it: its files, what is wrong with them, how they look."""
