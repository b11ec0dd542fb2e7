"""A Pod's address, and the network it is on where it asked for one."""
