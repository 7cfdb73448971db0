"""The objective: losses over known pairs, L2 pulls (λ, γ), Laplacian regularisation (μ)."""
