"""Checks of what is inside: namespaces, processes, environment, images."""
