"""Checks while a learner works: judged when something happens, polled where nothing tells."""
