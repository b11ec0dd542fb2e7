"""From a Pod and its configuration to what the engine is asked for; nothing is done here."""
