"""What a Dockerfile says, and what one of a learner's may say. Pure."""
