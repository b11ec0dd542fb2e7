"""The way of a scene: prepared, made, settled, ended and kept."""
