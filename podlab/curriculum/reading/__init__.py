"""Reading a pack's files: bounded, strict, and with every mistake at its file and line."""
