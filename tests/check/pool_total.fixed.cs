# … as in an atomic block.
scenario { expect: "ok" }

pool workers(2)
shared var total = 0

func add(n) {
    atomic { total += n }
}

workers.map(add, [1, 2], chunksize: 1)
assert total == 3
