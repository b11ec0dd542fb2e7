"""What a Pod's network is: the annotation that asks for one, and the names that Services give."""
