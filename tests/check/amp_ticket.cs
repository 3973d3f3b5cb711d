# from: Herlihy and Shavit, The Art of Multiprocessor Programming, a ticket lock
# bug: a ticket is drawn in two steps, so that two may have the same, and one may come when it was passed by
# published: not found
# tasks: main + 2 threads, 1 round
scenario { expect: ["deadlock", "race", "assert"] }

atom ticket(0)
atom serving(0)
var inside = 0

thread customer(i) {
    let mine = ticket.load()
    ticket.store(mine + 1)
    await serving.load() == mine
    inside += 1
    assert inside == 1, "two are served"
    inside -= 1
    serving.add(1)
}

for i in 0..2 { customer(i).start() }
