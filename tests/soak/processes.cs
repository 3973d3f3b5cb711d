# All that processes share, in heavy use by processes that are killed, stopped and told to end at any moment. The first argument: how many deaths
# to see. Whoever finds a lock abandoned repairs what it guards; nothing else may ever look wrong.
scenario { seed: 1 }
let wanted = int(args[0])
print("pid {pid()}")

func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}

# --- two numbers that a lock keeps equal ---
lock guard
shared var one = 0
shared var two = 0

func add() {
    loop {
        try { guard.acquire() } catch abandoned {
            assert one - two in [0, 1]
            two = one
        }
        assert one == two
        one += 1
        two += 1
        guard.release()
    }
}

# --- the same with readers, who cannot repair it: they leave a note ---
rwlock book
shared var left = 0
shared var right = 0
shared var torn = false

func write() {
    loop {
        try { book.write.acquire() } catch abandoned { torn = true }
        if torn { left = right }
        torn = false
        assert left == right
        right += 1
        left += 1
        book.write.release()
    }
}

func read() {
    loop {
        try { book.read.acquire() } catch abandoned { torn = true }
        assert torn or left == right
        book.read.release()
    }
}

# --- parcels in order ---
queue parcels(8)
atom serial(0)

func produce() {
    let own = serial.add(1)
    var n = 0
    loop {
        parcels.put([own, n])
        n += 1
    }
}

func consume() {
    var last = {}
    for own, n in parcels {
        assert n > last.get(own, -1)
        last[own] = n
    }
}

# --- a child of its own that echoes, and dies, too ---
func talk() {
    loop {
        let here, there = pipe()
        daemon process echo {
            try { loop { there.send(there.recv()) } } catch eof { } catch closed { }
        }
        echo.start()
        var n = 0
        try {
            loop {
                here.send(["message", n])
                assert here.recv(timeout: 20ms) == ["message", n]
                n += 1
            }
        } catch timeout { }
        here.close()
        there.close()
        echo.kill()
        echo.join()
    }
}

# --- signals of all kinds, with time-outs ---
event lamp
semaphore tickets(0)
condition news
barrier gate(2)

func signal() {
    loop {
        lamp.set()
        tickets.release()
        try { with news { news.notify_all() } } catch abandoned { }
        if kind_of(func() => gate.wait(timeout: 1ms)) == "broken" { gate.reset() }
        lamp.clear()
    }
}

func listen() {
    loop {
        lamp.wait(timeout: 1ms)
        tickets.acquire(timeout: 1ms)
        try { with news { news.wait(timeout: 1ms) } } catch abandoned { }
        if kind_of(func() => gate.wait(timeout: 1ms)) == "broken" { gate.reset() }
    }
}

# --- whatever comes first, and timers ---
queue left_hand
queue right_hand

func choosy() {
    var ticks = 0
    timer clock every 1ms { ticks += 1 }
    loop {
        left_hand.put(1)
        right_hand.put(2)
        select {
            case v = left_hand.get() { assert v == 1 }
            case v = right_hand.get() { assert v == 2 }
            after 1ms { }
        }
        await one >= 0
    }
}

# --- who keeps them going ---
let roles = [add, add, write, read, produce, consume, talk, signal, listen, choosy]
var deaths = 0
var workers = [process(f) for f in roles]
for w in workers { w.start() }

pool mill(2)
var milled = 0
var lost = 0
func mills(x) { return x * x }
var batch = [mill.apply_async(mills, [x]) for x in 0..4]

while deaths < wanted {
    for i in 0..len(workers) {
        if not workers[i].is_alive() {
            workers[i].join()
            assert workers[i].exitcode in [-9, -15]
            deaths += 1
            workers[i] = process(roles[i])
            workers[i].start()
        }
    }
    if all([f.ready() for f in batch]) {
        for x in 0..4 {
            let kind = kind_of(func() => batch[x].get())
            assert kind in [nil, "died"]
            if kind == nil { assert batch[x].get() == x * x }
            if kind == nil { milled += 1 } else { lost += 1 }
        }
        batch = [mill.apply_async(mills, [x]) for x in 0..4]
    }
    sleep(100us)
}
for w in workers { w.kill() }
for w in workers { w.join() }
mill.terminate()
mill.join()
print("ok: {deaths} workers died, {milled} tasks of the pool were done and {lost} lost")
