"""The learner's own kubectl: a kubeconfig for their namespace, and its end."""
