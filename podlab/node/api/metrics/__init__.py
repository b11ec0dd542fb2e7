"""metrics.k8s.io/v1beta1, which `kubectl top pod` asks."""
