"""The parts of a set-up, each idempotent: a part that is there already costs next to nothing."""
