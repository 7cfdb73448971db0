"""Service: a model over HTTP, for other languages, and as an ML backend of Label Studio."""
