# More tasks than there is room for: those that are over make room, and what still finds none shares the last column.
# Exit status: 1
# Options: --format lanes --ascii
scenario "Crowded ‹lanes›" { }

event go
thread walker(n) { go.wait(timeout: 10ms * n) }
for n in 0..24 { walker(n, name: "walker-{n}").start() }
thread(func() { raise "‹no›" }, name: "é").start()
go.set()
