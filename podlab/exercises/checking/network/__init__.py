"""Checks of connections: tcp, http, listen, traffic."""
