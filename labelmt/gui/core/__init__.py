"""What every part of the window stands on: session, project view, parts, actions, queues."""
