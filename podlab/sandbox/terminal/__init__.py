"""A shell in a container of a learner's Pod, in the browser."""
