"""Paper: a report or a contact sheet painted as PDF, page by page; no window is needed."""
