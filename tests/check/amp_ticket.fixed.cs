# from: Herlihy and Shavit, The Art of Multiprocessor Programming, a ticket lock, mended
# bug: none: a ticket is drawn in one step
scenario { expect: "ok" }

atom ticket(0)
atom serving(0)
var inside = 0

thread customer(i) {
    let mine = ticket.add(1) - 1
    await serving.load() == mine
    inside += 1
    assert inside == 1, "two are served"
    inside -= 1
    serving.add(1)
}

for i in 0..2 { customer(i).start() }
