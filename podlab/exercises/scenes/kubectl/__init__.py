"""What kubectl would say of a unit: the symptom as people meet it at work."""
