"""From packets to exchanges: pure decoders, no socket and no clock."""
