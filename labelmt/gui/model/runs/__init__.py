"""Look at runs: metrics, curves, thresholds, confusions, comparison."""
