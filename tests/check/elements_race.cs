# One element, changed by two.
scenario { expect: "race" }

var squares = [0, 0, 0]

thread worker(i) {
    squares[1] = i
}

worker(1).start()
worker(2).start()
