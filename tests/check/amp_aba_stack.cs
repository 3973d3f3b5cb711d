# from: Herlihy and Shavit, The Art of Multiprocessor Programming, the ABA problem (Treiber's stack whose nodes are used again)
# bug: the top is the same node again, but below it there is another one
# published: described there
# tasks: main + 2 threads
scenario { expect: ["race", "assert"] }

var below = [-1, 0, 1]
atom top(2)
var taken = [0, 0, 0]

func pop() {
    loop {
        let node = top.load()
        if node < 0 { return -1 }
        let next = below[node]
        if top.compare_exchange(node, next) { return node }
    }
}

func push(node) {
    loop {
        let old = top.load()
        below[node] = old
        if top.compare_exchange(old, node) { return }
    }
}

func take() {
    let node = pop()
    if node >= 0 {
        atomic {
            taken[node] += 1
            assert taken[node] == 1, "two have node {node}"
        }
    }
    return node
}

func give(node) {
    atomic { taken[node] -= 1 }
    push(node)
}

thread slow { take() }

thread quick {
    let first = take()
    let second = take()
    if first >= 0 { give(first) }
    take()
}

slow.start()
quick.start()
