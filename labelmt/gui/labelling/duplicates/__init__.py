"""Images that are there more than once: looked for, looked at, labelled alike."""
