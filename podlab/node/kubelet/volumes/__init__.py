"""Setting up a Pod's volumes, and keeping their files as they should be now."""
