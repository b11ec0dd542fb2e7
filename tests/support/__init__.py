"""What several test folders share: a real node, a real kubectl, and the search for leaks."""
