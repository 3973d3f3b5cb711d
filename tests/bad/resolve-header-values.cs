scenario "Values" {
    stop_after: 24
    seed: "seven"
    cores: 0
    gil: "on"
    switch_interval: 0s
    check_interval: 1.5
    expect: ["ok", "dedlock", 3]
    limits: {"taks": 3, "depth": 0}
    cost: {"thread": 5}
    args: [4, "fast", nil]
}
