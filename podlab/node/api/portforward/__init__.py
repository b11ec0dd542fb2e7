"""kubectl port-forward: SPDY/3.1 streams inside the binary messages of one WebSocket."""
