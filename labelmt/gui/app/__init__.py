"""The main window: its layout, its parts put together, its state from one start to the next."""
