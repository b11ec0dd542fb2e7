"""Learners' own kubectl, passed on to the Pod API with the learner's token, never web's."""
