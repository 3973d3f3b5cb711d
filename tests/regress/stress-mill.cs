# Random operations of many tasks on everything at once, with time-outs, selects and cancels. What was put is got exactly once, what was
# taken is given back, nobody is inside together with whom he must not be, and nobody stays behind.
scenario "Mill" { seed: 7 }
let qs = [queue(2), queue(0), queue(3, order: "priority"), queue(4, order: "lifo"), queue()]
semaphore s(2)
lock m
rlock r
rwlock rw
condition c
event bell
barrier b(3)
queue sent          # what was put, and what was got; put_nowait is never cancelled
queue got
atom ids(0)
var inside_m = 0
var inside_c = 0
var inside_r = 0
var writers = 0
atom readers(0)
atom holders(0)
var credit = 0            # guarded by c
var given = 0
var taken = 0

func brief() { return random(0, 60) * 1us }

func act(n) {
    let q = choose(qs)
    let item = ids.add(1)
    if n < 3 {
        try { q.put(item, timeout: brief()); sent.put_nowait(item) } catch timeout { }
    } else if n < 6 {
        try { got.put_nowait(q.get(timeout: brief())) } catch timeout { }
    } else if n == 6 {
        let other = choose(qs)
        select {
            case q.put(item) { sent.put_nowait(item) }
            case v = other.get() { got.put_nowait(v) }
            case s.acquire() { s.release() }
            after brief() { }
        }
    } else if n == 7 {
        if wait_any([qs[0], qs[1], bell], timeout: brief() + 1us) == [] { }
    } else if n == 8 {
        if s.acquire(timeout: brief()) {
            try { assert holders.add(1) <= 2; holders.add(-1) } finally { s.release() }
        }
    } else if n == 9 {
        if m.acquire(timeout: brief()) {
            try { inside_m += 1; assert inside_m == 1; inside_m -= 1 } finally { m.release() }
        }
    } else if n == 10 {
        with r { with r { inside_r += 1; assert inside_r == 1; inside_r -= 1 } }
    } else if n == 11 {
        if rw.write.acquire(timeout: brief()) {
            try { writers += 1; assert writers == 1 and readers.load() == 0; writers -= 1 } finally { rw.write.release() }
        }
    } else if n == 12 {
        select {
            case rw.read.acquire() {
                try { readers.add(1); assert writers == 0; readers.add(-1) } finally { rw.read.release() }
            }
            case rw.write.acquire() { rw.write.release() }
            after brief() { }
        }
    } else if n == 13 {
        with c { given += 1; credit += 1; c.notify() }
    } else if n == 14 {
        with c {
            inside_c += 1
            assert inside_c == 1
            inside_c -= 1
            if credit == 0 { c.wait(timeout: brief()) }
            if credit > 0 { credit -= 1; taken += 1 }
        }
    } else if n == 15 {
        bell.set()
        bell.clear()
    } else if n == 16 {
        bell.wait(timeout: brief())
    } else if n == 17 {
        try { b.wait(timeout: brief()) } catch timeout, broken { if random(0, 1) == 0 { b.reset() } else { b.abort() } }
    } else if n == 18 {
        try { await credit > 3 timeout brief() } catch timeout { }
    } else {
        try { q.put_nowait(item); sent.put_nowait(item) } catch full { }
        try { got.put_nowait(q.get_nowait()) } catch empty { }
    }
}

func rw_held() {
    let free = rw.write.acquire(timeout: 0s)
    if free { rw.write.release() }
    return not free
}

let rounds = int(args[0]) if len(args) > 0 else 150
thread worker(me) {
    for i in 0..rounds {
        try { act(random(0, 19)) } catch timeout, cancelled { }
    }
}
let ws = [worker(i) for i in 0..8]
for w in ws { w.start() }
daemon thread nuisance {
    loop {
        choose(ws).cancel()
        sleep(random(0, 200) * 1us)
    }
}
nuisance.start()
for w in ws { assert w.join(timeout: 1h) }
for q in qs {
    while not q.empty() { got.put(q.get()) }
}
let all_sent = sorted([sent.get() for i in 0..sent.size()])
let all_got = sorted([got.get() for i in 0..got.size()])
assert all_sent == all_got, "sent {len(all_sent)}, got {len(all_got)}"
assert s.value == 2 and holders.load() == 0 and readers.load() == 0 and writers == 0
assert not m.locked() and not r.locked() and not c.locked() and not rw_held()
assert credit == given - taken and b.waiting == 0
print("ok")
