"""The HTTP console: a request to a port of the Pod's localhost, and its answer."""
