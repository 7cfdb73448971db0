"""What window and worker tell each other: messages, manifests, and their JSON."""
