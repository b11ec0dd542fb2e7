"""Changing an object inside a learner's text, whose other lines stay as they are."""

from podlab.pods.manifest.editing.rewriting import CannotRewrite, append, rewrite
from podlab.pods.manifest.editing.tree import Written, read_written

__all__ = ["CannotRewrite", "Written", "append", "read_written", "rewrite"]
