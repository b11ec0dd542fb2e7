"""What a Deployment does next: which ReplicaSets it needs, of what size, and what it reports."""
