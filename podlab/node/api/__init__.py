"""The Kubernetes HTTP API that node serves."""
