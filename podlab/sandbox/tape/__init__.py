"""The tape of one run: its entries with their times, and what can be told from them.

A tape is kept bounded, the Pod and what was seen of it can be read back for any moment, and all
of it can be written to a document and read again, from strangers too. Pure: no Django, no clock.
"""
