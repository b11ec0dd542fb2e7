"""Pods that are made before anybody asks for them."""
