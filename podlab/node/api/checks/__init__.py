"""What an exercise's checks ask of a Pod: connections tried from its network, and verifiers."""
