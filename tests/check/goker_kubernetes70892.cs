# from: GoBench/GoKer nonblocking kubernetes#70892
# bug: each worker looks at and sets the results of all
# published: GoKer gives no rate
# tasks: main + 2 threads
scenario { expect: "race" }

var results = [[0, 0], [0, 0], [0, 0]]
queue pieces(2)

thread worker(id) {
    for piece in pieces {
        for i in 0..3 {
            if results[i][0] != 4 {
                results[i] = [7, 8, 9]
            }
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
