"""Checks of what the Pod API says: pod, container, count, ip, spec, stop."""
