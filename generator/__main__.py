"""`python -m generator` is `broadsheet`."""

from generator.commands import main

if __name__ == "__main__":
    main(prog_name="broadsheet")
