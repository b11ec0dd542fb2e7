"""Composing: the ready examples, the editor's form, and what is wrong with a text."""
