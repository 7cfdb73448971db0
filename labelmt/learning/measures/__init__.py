"""Honest figures: metrics, calibration."""
