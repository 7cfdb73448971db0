"""The window: Qt widgets and controllers, thin adapters on the project's use cases."""
