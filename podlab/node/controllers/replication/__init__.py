"""Deployments and the ReplicaSets they keep: who claims which Pods, and which revision runs."""
