"""What a job learns from: annotations, splits and folds, near-duplicate groups, pixels."""
