"""What an exercise is, as typed values: the shape of exercise.yaml, pack.yaml and their parts."""
