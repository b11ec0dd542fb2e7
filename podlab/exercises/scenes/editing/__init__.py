"""What a learner may make of a unit: checked against what the exercise lets them change."""
