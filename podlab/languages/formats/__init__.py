"""How numbers are written, language by language; Django knows the rest."""
