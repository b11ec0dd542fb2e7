"""What a Pod is: pure rules with no Django, no Docker, no clock and no I/O."""
