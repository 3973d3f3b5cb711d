# Workers of a pool are processes: what they add up has to be shared, and added in one step.
scenario { expect: ["race", "assert"] }

pool workers(2)
shared var total = 0

func add(n) {
    total += n
}

workers.map(add, [1, 2], chunksize: 1)
assert total == 3
