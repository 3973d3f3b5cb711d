# Elements of one list are locations of their own.
scenario { expect: "ok" }

var squares = [0, 0, 0]

thread worker(i) {
    squares[i] = i * i
    squares[i] += 1
    let own = squares[i]
    assert own == i * i + 1
}

let all = [worker(i) for i in 0..3]
for t in all {
    t.start()
}
for t in all {
    t.join()
}
assert squares == [1, 2, 5]
