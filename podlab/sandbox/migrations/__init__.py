"""The sandbox's tables, step by step."""
