"""The Dockerfile's editor on a lesson's page, and what two tools say of a file and its image."""
