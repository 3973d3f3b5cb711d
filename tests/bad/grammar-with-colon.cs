lock m
with m:
    print("in")
