"""Break something: faults on demand, each with what to watch for, and what came of it."""
