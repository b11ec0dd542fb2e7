"""A lesson as one file, to be read and printed without Podlab: readings instead of live Pods."""
