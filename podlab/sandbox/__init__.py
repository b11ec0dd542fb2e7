"""The sandbox app: compose a Pod, run it, watch it."""
