"""Protocol between window and worker: messages, manifests, and their JSON."""
