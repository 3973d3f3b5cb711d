# from: SCTBench/safestack (D. Vyukov's challenge)
# bug: a stack without locks; a place can be popped by two threads at once, after five switches at the least
# tasks: main + 3 threads, 2 rounds each, over 3 places
# note: who finds nothing asks again at once; the yields of the original are left out
scenario { expect: ["assert", "race"] }

atom head(0)
atom count(3)
let next = [atom(1), atom(2), atom(-1)]
var values = [0, 0, 0]

func pop() {
    while count.load() > 1 {
        let head1 = head.load()
        let next1 = next[head1].exchange(-1)
        if next1 >= 0 {
            if head.compare_exchange(head1, next1) {
                count.add(-1)
                return head1
            }
            next[head1].exchange(next1)
        }
    }
    return -1
}

func push(index) {
    loop {
        let head1 = head.load()
        next[index].store(head1)
        if head.compare_exchange(head1, index) {
            break
        }
    }
    count.add(1)
}

thread worker(id) {
    for i in 0..2 {
        var place = -1
        while place < 0 {
            place = pop()
        }
        values[place] = id
        assert values[place] == id, "somebody else has place {place}"
        push(place)
    }
}

let workers = [worker(i) for i in 0..3]
for t in workers {
    t.start()
}
for t in workers {
    t.join()
}
