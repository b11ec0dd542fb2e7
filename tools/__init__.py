"""What the Makefile calls: the standard library only, since it runs before any set-up."""
