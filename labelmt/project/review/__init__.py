"""Ways to label with a model: review queue, sweep, suspects, bulk acceptance."""
