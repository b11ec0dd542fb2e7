"""Where Pods run: a Kubernetes of one node, played on a Docker Engine."""
