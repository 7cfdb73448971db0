"""Analysis of runs: metrics, comparison, confusion, learning curves, thresholds."""
