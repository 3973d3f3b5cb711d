# `map` gives a list to a pool and waits for all results; `map_async` gives it and goes on.
#
# What to see: both give the results in the order of what went in. During `map` the parent can do nothing else; after
# `map_async` it does something of its own, and asks for the results when it needs them.
#
#   conc-run scenarios/processes/map_and_map_async.cs
#   conc-run sim scenarios/processes/map_and_map_async.cs
scenario "map, and map_async" { }

func square(x) {
    sleep(1s)
    return x * x
}

pool workers(3)

print(workers.map(square, [1, 2, 3]))
print("{now():.0f} s: map has waited for its results")

let squares = workers.map_async(square, [4, 5, 6], callback: func(xs) { print("{now():.0f} s: told {xs}") })
print("{now():.0f} s: map_async has not")
sleep(500ms)
print("{now():.1f} s: something else was done meanwhile; are they there? {squares.ready()}")
print(squares.get())

workers.close()
workers.join()
