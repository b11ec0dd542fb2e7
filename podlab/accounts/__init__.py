"""Accounts: who signs in, what they learned as guests, and who is an instructor."""
