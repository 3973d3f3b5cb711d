timer t { print("when?") }
timer u
