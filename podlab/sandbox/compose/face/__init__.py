"""The form face of the composer: what a Pod's text says, as fields, and fields back to the text."""
