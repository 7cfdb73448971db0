"""The words of LabelMT as plain data: no Qt, no torch, no database, no files."""
