"""The three ways to change a part of an object: strategic merge, merge, and JSON patch."""
