# No wake-up is lost: steady tasks wait without time-outs for what flaky ones (with time-outs, selects, cancels) wait for as well and let
# go again. A wake-up that went to one who did not take it would leave a steady task behind, which is a deadlock.
semaphore s(1)
lock m
rwlock rw
condition c
queue one(1)
queue meet(0)
queue meet2(0)
event over
var ready = 0
atom put_in(0)
atom taken(0)
let items = 120

func brief() { return random(0, 40) * 1us }

thread steady(k) {
    for i in 0..items {
        with s { }
        with m { }
        if (i + k) % 3 == 0 { with rw.write { } } else { with rw.read { } }
        with c {
            ready += 1
            c.notify()
        }
    }
}
thread notified {
    for i in 0..2 * items {
        with c {
            while ready == 0 { c.wait() }
            ready -= 1
            if ready > 0 { c.notify() }
        }
    }
}
thread flaky(k) {
    while not over.is_set() {
        try {
            let n = random(0, 5)
            if n == 0 and s.acquire(timeout: brief()) { s.release() }
            if n == 1 and m.acquire(timeout: brief()) { m.release() }
            if n == 2 and rw.write.acquire(timeout: brief()) { rw.write.release() }
            if n == 3 {
                with c {
                    if c.wait(timeout: brief()) { c.notify() }      # either notified or cancelled
                }
            }
            if n >= 4 {
                select {
                    case s.acquire() { s.release() }
                    case m.acquire() { m.release() }
                    case rw.read.acquire() { rw.read.release() }
                    case c.acquire() { c.release() }
                    after brief() { }
                }
            }
        } catch cancelled { }
    }
}
thread putter(k) {
    for i in 0..items {
        if random(0, 1) == 0 {
            meet.put(k)
        } else {
            select {
                case meet.put(k) { }
                case one.put(k) { }
                case meet2.put(k) { }
            }
        }
        put_in.add(1)
    }
}
thread getter(k) {
    loop {
        let n = random(0, 3)
        try {
            if n == 0 {
                let found = wait_any([meet, meet2, one, over])
                if over in found { break }
                found[0].get_nowait()
            } else if n == 1 {
                meet.get(timeout: brief())
            } else {
                select {
                    case one.get() { }
                    case meet.get() { }
                    case meet2.get() { }
                    case over.wait() { break }
                }
            }
            if taken.add(1) == 3 * items { over.set() }
        } catch empty, timeout { }
    }
}
let steadies = [steady(0), steady(1)]
let ts = steadies + [putter(i) for i in 0..3] + [getter(i) for i in 0..2]
let flakies = [flaky(i) for i in 0..3]
for t in ts + flakies { t.start() }
notified.start()
daemon thread nuisance {
    loop {
        choose(flakies).cancel()
        sleep(random(1, 150) * 1us)
    }
}
nuisance.start()
for t in ts { t.join() }
notified.join()
for t in flakies { t.join() }
assert put_in.load() == 3 * items and taken.load() == 3 * items and one.empty()
assert s.value == 1 and not m.locked() and not c.locked() and ready == 0
print("ok")
