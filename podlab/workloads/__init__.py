"""Deployments, ReplicaSets and autoscalers: their defaults, rules and decisions. Pure."""
