# The header: read once, first; what it says about the run does not change what it computes.
scenario "Everything in the header" {
    seed: 42, cores: 2,
    stop_after: 1h
    expect: ["ok", "race"]
    args: ["4", "fast and\n\0 loose"]
    gil: "off"
    switch_interval: 5ms
    check_interval: 100
    cost: {"thread": 0s, "switch": 0s, "tick": 1us}
    limits: {
        "tasks": 100,
        "depth": 5000,
        "messages": 50,
    }
}
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}

# what the script is given when nothing stands on the command line
assert args == ["4", "fast and\n\0 loose"] and len(args[1]) == 16

# its limits raise `limit` in the task that passes them
queue q
assert kind_of(func() { for i in 0..100 { q.put(i) } }) == "limit"
assert q.size() == 50
func deep(n) { return 0 if n == 0 else 1 + deep(n - 1) }
assert deep(4000) == 4000 and kind_of(func() => deep(6000)) == "limit"
event never
let crowd = [thread(func() { never.wait() }, daemon: true) for i in 0..150]
assert kind_of(func() { for t in crowd { t.start() } }) == "limit"
print("ok scenario_header")
