"""Evaluation on held-out images: metrics, confidence intervals, calibration, thresholds."""
