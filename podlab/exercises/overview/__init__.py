"""Where a learner stands: the home page's table, the list of lessons, the cards that came back."""
