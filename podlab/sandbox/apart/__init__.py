"""What if these were just containers? A Pod's containers run beside it, each by itself."""
