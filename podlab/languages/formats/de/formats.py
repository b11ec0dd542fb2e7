"""Numbers as machines write them: they stand in drawings and beside commands' own output."""

DECIMAL_SEPARATOR = "."
