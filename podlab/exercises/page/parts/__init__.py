"""What stands on the page at each stage: sides, evidence, questions, checks, the end."""
