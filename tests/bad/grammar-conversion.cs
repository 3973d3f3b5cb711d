print("{x!r}")
