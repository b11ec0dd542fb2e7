"""What the kubelet itself does to a running container: probes and lifecycle hooks."""
