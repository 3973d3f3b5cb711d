# from: Ben-Ari, Principles of Concurrent and Distributed Programming, fourth attempt
# bug: both give way to each other, again and again
# published: the cycle in which neither enters is shown there
# tasks: main + 2 threads, without end
# Replayed: no, for what goes on for ever has no end to come to
scenario { expect: "invariant" }

let wants = [atom(false), atom(false)]
var entered = false
eventually "somebody enters": entered

thread worker(i) {
    loop {
        wants[i].store(true)
        while wants[1 - i].load() {
            wants[i].store(false)
            wants[i].store(true)
        }
        atomic { entered = true }
        wants[i].store(false)
    }
}

worker(0).start()
worker(1).start()
