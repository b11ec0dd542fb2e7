"""The lesson's page: predict, run, watch, say what you saw, explain, vary, build, remember."""
