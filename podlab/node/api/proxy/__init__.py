"""HTTP to a port inside a Pod, through the API: the proxy subresource."""
