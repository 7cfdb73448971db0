"""What every part of the window stands on: the session, a view of the project, actions, queues."""
