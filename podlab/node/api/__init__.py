"""The Kubernetes HTTP API, as far as Pods need it: what kubectl asks, and what node answers."""
