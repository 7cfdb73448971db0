"""A model's probabilities of a project's images: files, columns, entropies."""
