"""Reading the protobuf bodies that kubectl's typed clients send."""
