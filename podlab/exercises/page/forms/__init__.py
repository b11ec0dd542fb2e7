"""What the page sends: answers, the action on both sides, what was built."""
