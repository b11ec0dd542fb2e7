"""The pages of the studio, one module for each thing that one works at."""
