# from: Hyman, Comments on a Problem in Concurrent Programming Control, CACM 9 (1), 1966
# bug: who has seen the other's flag down takes the turn, though the other, whose turn it is, has raised it meanwhile
# published: Knuth, CACM 9 (5), 1966
# tasks: main + 2 threads, 1 round
scenario { expect: ["race", "assert"] }

let wants = [atom(false), atom(false)]
atom turn(0)
var inside = 0

thread worker(i) {
    wants[i].store(true)
    while turn.load() != i {
        while wants[1 - i].load() { }
        turn.store(i)
    }
    inside += 1
    assert inside == 1, "two inside"
    inside -= 1
    wants[i].store(false)
}

worker(0).start()
worker(1).start()
