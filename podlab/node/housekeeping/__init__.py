"""What a cluster's control plane does unasked: first objects, old events, ends of namespaces."""
