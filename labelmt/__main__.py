"""``python -m labelmt``."""

from labelmt.cli import main

if __name__ == "__main__":
    main()
