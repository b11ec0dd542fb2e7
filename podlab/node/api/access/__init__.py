"""Who asks, and what they may do: identities, their tokens, and one role."""
