"""The model seen from the window: training, live learning, runs, explanations."""
