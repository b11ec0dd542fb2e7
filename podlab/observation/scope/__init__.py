"""The scope: one trusted program per engine that watches every Pod and prints what it saw."""
