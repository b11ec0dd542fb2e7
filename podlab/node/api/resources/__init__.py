"""The verbs on stored objects: get, list, create, update, patch, delete."""
