# Two threads take strict turns, by two events: ping, pong, ping, pong.
#
# What to see: neither sleeps, neither asks again and again, and still the order is always the same, on real threads
# too: each waits for its own event, and sets the other's when it is done.
#
#   conc-run scenarios/sync/ping_pong.cs
#   conc-run sim scenarios/sync/ping_pong.cs
scenario "Ping and pong" { }

event ping_turn(set: true)                   # ping serves
event pong_turn

thread player(word, mine, other) {
    for n in 0..3 {
        mine.wait()
        mine.clear()
        print(word)
        other.set()
    }
}

player("ping", ping_turn, pong_turn).start()
player("      pong", pong_turn, ping_turn).start()
