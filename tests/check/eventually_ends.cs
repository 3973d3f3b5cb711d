# from: the claim of a hand-over that one of two ways out forgets
# bug: who finds the queue empty leaves without a word
# tasks: main + 1 thread
scenario { expect: "invariant" }

queue q
event done
eventually "it is told to be done": done.is_set()

thread worker {
    if q.empty() {
        return
    }
    q.get()
    done.set()
}

worker.start()
q.put(1)
