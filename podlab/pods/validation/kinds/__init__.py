"""The rules of kinds beside the Pod: Secrets and claims."""
