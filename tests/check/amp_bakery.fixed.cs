# from: Herlihy and Shavit, The Art of Multiprocessor Programming, the Bakery lock
# bug: none
scenario { expect: "ok" }

let choosing = [atom(false), atom(false)]
let number = [atom(0), atom(0)]
var inside = 0

func is_before(a, i, b, k) { return a < b or (a == b and i < k) }

thread worker(i) {
    let other = 1 - i
    choosing[i].store(true)
    let drawn = 1 + max(number[0].load(), number[1].load())
    number[i].store(drawn)
    choosing[i].store(false)
    while choosing[other].load() { }
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
