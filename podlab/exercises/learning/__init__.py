"""How far a learner has come: the rules of steps, answers, hints and reviews, and their keeping."""
