"""Networks: backbones, pretrained weights, heads, and the device they run on."""
