"""Stage 2: fine-tuning."""
