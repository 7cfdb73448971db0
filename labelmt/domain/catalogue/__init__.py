"""What a person may choose from: backbones, balancing strategies, losses. Declared without torch.

The implementations are in ``labelmt.learning``; tests hold both equal.
"""
