"""Images that a scene builds: their Dockerfiles, their builds, and what is read of them."""
