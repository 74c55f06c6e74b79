"""`python -m lmkor_data` is the same as `lmkor-data`."""

from lmkor_data.cli import main

if __name__ == "__main__":
    main()
