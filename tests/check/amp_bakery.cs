# from: Herlihy and Shavit, The Art of Multiprocessor Programming, the Bakery lock without its doorway
# bug: who has drawn a number has not yet shown it when another looks for lower ones
# published: Lamport, A New Solution of Dijkstra's Concurrent Programming Problem: why there is the array choosing
# tasks: main + 2 threads, 1 round
scenario { expect: ["race", "assert"] }

let number = [atom(0), atom(0)]
var inside = 0

func is_before(a, i, b, k) { return a < b or (a == b and i < k) }

thread worker(i) {
    let other = 1 - i
    let drawn = 1 + max(number[0].load(), number[1].load())
    number[i].store(drawn)
    loop {
        let his = number[other].load()
        if his == 0 or is_before(drawn, i, his, other) { break }
    }
    inside += 1
    assert inside == 1, "two inside"
    inside -= 1
    number[i].store(0)
}

worker(0).start()
worker(1).start()
