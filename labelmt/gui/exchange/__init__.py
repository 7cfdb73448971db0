"""Labels that leave: export to a file or folder, with what a format cannot carry told before."""
