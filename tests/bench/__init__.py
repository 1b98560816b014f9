"""How fast Broadsheet is, next to other generators, at the same work. `make bench` runs it; the tests do not."""
