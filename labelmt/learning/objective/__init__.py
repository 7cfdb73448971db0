"""The objective: losses over known pairs, L2 pulls, Laplacian regularisation, soft targets."""
