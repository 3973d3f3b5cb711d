# from: Ben-Ari, Principles of Concurrent and Distributed Programming, second attempt
# bug: between the look at the other's flag and raising one's own the other does the same
# published: the state in which both are in their critical sections is shown there
# tasks: main + 2 threads, 1 round
scenario { expect: ["race", "assert"] }

let wants = [atom(false), atom(false)]
var inside = 0

thread worker(i) {
    await not wants[1 - i].load()
    wants[i].store(true)
    inside += 1
    assert inside == 1, "two inside"
    inside -= 1
    wants[i].store(false)
}

worker(0).start()
worker(1).start()
