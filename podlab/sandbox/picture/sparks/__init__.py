"""CPU and memory of a container as two small curves, with its limits as lines."""
