"""Go values: their types, how JSON becomes them, and how their texts are quoted."""
