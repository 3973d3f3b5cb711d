# from: GoBench/GoKer nonblocking kubernetes#70892, mended
# bug: none: each worker sets those of its piece
scenario { expect: "ok" }

var results = [[0, 0], [0, 0]]
queue pieces(2)

thread worker(id) {
    for piece in pieces {
        if results[piece][0] != 4 {
            results[piece] = [7, 8, 9]
        }
    }
}

pieces.put(0)
pieces.put(1)
pieces.close()
let all = [worker(i) for i in 0..2]
for w in all {
    w.start()
}
for w in all {
    w.join()
}
