"""builds.podlab: images that learners build from a Dockerfile of theirs."""
