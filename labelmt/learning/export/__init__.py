"""Export of models: one graph from pixels to probabilities, in ONNX, ``.pt2`` or safetensors."""
