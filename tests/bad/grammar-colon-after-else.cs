if x { f() }
else:
    g()
