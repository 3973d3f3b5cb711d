# The disruptor, a ring of slots for several producers and consumers (Disruptor_MPMC.tla; two writers, three readers, four slots, ten values).
# States: 112,929
scenario { expect: "ok" }
let size = 4
let writers = 2
let readers = 3
let most = 10
var slots = [nil] * size
var slot_readers = [[false] * readers] * size
var slot_writers = [[false] * writers] * size
var next_sequence = 0
var claimed = [-1] * writers
var published = [false] * size
var read = [-1] * readers
var consumed = [[]] * readers
invariant "no data races": all([w.count(true) <= 1 and not (any(w) and any(r)) for w, r in zip(slot_writers, slot_readers)])

thread writer(w) {
    while true {
        var begun = false
        atomic {                     # BeginWrite
            let seq = next_sequence
            if seq < most and min(read) >= seq - size {
                claimed[w] = seq
                next_sequence = seq + 1
                slot_writers[seq % size][w] = true
                slots[seq % size] = seq
                begun = true
            }
        }
        if begun {
            atomic {                 # EndWrite
                let index = claimed[w] % size
                slot_writers[index][w] = false
                published[index] = not published[index]
            }
        }
    }
}

thread reader(r) {
    while true {
        var begun = false
        atomic {                     # BeginRead
            let seq = read[r] + 1
            if published[seq % size] == (seq // size % 2 == 0) {
                slot_readers[seq % size][r] = true
                consumed[r].append(slots[seq % size])
                begun = true
            }
        }
        if begun {
            atomic {                 # EndRead
                let seq = read[r] + 1
                slot_readers[seq % size][r] = false
                read[r] = seq
            }
        }
    }
}

let tasks = [writer(w) for w in 0..writers] + [reader(r) for r in 0..readers]
for t in tasks { t.start() }
