"""Parts of ``gpu.py``: what a device makes of features, training steps, memory and a whole run."""
