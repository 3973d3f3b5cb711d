# from: Ben-Ari, Principles of Concurrent and Distributed Programming, Dekker's algorithm
# bug: none: whose turn it is need not give way
scenario { expect: "ok" }

let wants = [atom(false), atom(false)]
atom turn(0)
var entered = false
var inside = 0
eventually "somebody enters": entered

thread worker(i) {
    loop {
        wants[i].store(true)
        while wants[1 - i].load() {
            if turn.load() != i {
                wants[i].store(false)
                while turn.load() != i { }
                wants[i].store(true)
            }
        }
        inside += 1
        assert inside == 1, "two inside"
        inside -= 1
        atomic { entered = true }
        turn.store(1 - i)
        wants[i].store(false)
    }
}

worker(0).start()
worker(1).start()
