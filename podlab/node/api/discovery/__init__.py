"""What there is: API groups, resources, and the OpenAPI document that kubectl insists on."""
