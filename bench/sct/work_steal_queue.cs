# from: SCTBench/chess/WorkStealQueue (M. Frigo, C. Leiserson, K. Randall, THE protocol)
# bug: push fills the last place too, which a thief may be about to read; items are taken twice, or lost
# tasks: main, which owns the queue, + 2 thieves; 4 items, 2 attempts each
scenario { expect: ["assert", "race"] }

let items = 4
let attempts = 2
atom head(0)
atom tail(0)
var mask = 1                     # the size, a power of two, less one
var elements = [nil, nil]
var done = [0] * items
lock m

func steal() {
    var found = nil
    m.acquire()
    let h = head.load()
    head.store(h + 1)
    if h < tail.load() {
        found = elements[h & mask]
    } else {
        head.store(h)
    }
    m.release()
    return found
}

func sync_pop() {
    var found = nil
    m.acquire()
    let t = tail.load() - 1
    tail.store(t)
    if head.load() <= t {
        found = elements[t & mask]
    } else {
        tail.store(t + 1)
    }
    if head.load() > t {
        head.store(0)
        tail.store(0)
        found = nil
    }
    m.release()
    return found
}

func pop() {
    let t = tail.load() - 1
    tail.store(t)
    if head.load() <= t {
        return elements[t & mask]
    }
    tail.store(t + 1)
    return sync_pop()
}

func sync_push(x) {
    m.acquire()
    var h = head.load()
    let count = tail.load() - h
    h = h & mask
    head.store(h)
    tail.store(h + count)
    if count >= mask {
        let size = 2 * (mask + 1)
        var fresh = [nil] * size
        for i in 0..count {
            fresh[i] = elements[(h + i) & mask]
        }
        elements = fresh
        mask = size - 1
        head.store(0)
        tail.store(count)
    }
    assert count < mask
    let t = tail.load()
    elements[t & mask] = x
    tail.store(t + 1)
    m.release()
}

func push(x) {
    let t = tail.load()
    if t < head.load() + mask + 1 {
        elements[t & mask] = x
        tail.store(t + 1)
    } else {
        sync_push(x)
    }
}

func operate(x) {
    if x != nil {
        done[x] += 1
    }
}

thread thief(id) {
    for i in 0..attempts {
        operate(steal())
    }
}

let thieves = [thief(i) for i in 0..2]
for t in thieves {
    t.start()
}
for i in 0..items // 2 {
    push(2 * i)
    push(2 * i + 1)
    operate(pop())
}
for i in 0..items // 2 {
    operate(pop())
}
for t in thieves {
    t.join()
}
for i in 0..items {
    assert done[i] == 1, "item {i}: {done[i]} times"
}
