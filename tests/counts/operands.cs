# One task on its way round, by most kinds of steps that have operands: what the round before has left where they were makes no state of its own, nor does how
# many items have gone through the queue. It stands at each of its eleven steps in one way.
# States: 11
scenario { expect: "ok" }
var xs = [0, 0]
var text = ""
event e
queue q(2)
lock m
thread another { xs = [text] }

func sum_of(a, b, c) {
    e.set()
    return a + b + c
}

thread walker {
    while true {
        xs[1] = "a long text that is counted"
        let n = len(xs)
        xs[1] = 0
        q.put(n)
        let found = q.get()
        with m { text = "another text, which is counted, too" }      # three steps
        text = ""
        sum_of(found, 2, 3)
        e.clear()
    }
}

walker.start()
