"""A Pod for other tools: YAML for kubectl and podman, docker compose, plain docker. All pure."""
