"""Training: heads on features (stage 1), fine-tuning (stage 2), checkpoints."""
