"""What the scope asks of the kernel: netlink, capture, file marks, fewer privileges."""
