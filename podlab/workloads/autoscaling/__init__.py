"""How many Pods an autoscaler asks for: from what they use, within what it may change at once."""
