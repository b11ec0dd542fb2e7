"""What is spoken with a server in a Pod: HTTP and gRPC, over any pipe of bytes."""
