"""Runs of Pods: who owns one, how it starts, how it ends, and the keeper of its time."""
