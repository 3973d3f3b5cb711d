# from: GoBench/GoKer blocking kubernetes#62464
# bug: a reader asks for the read lock once more while a writer waits, which keeps new readers out
# published: GoKer reproduces it in 9 of 100 native runs or fewer
# tasks: main + reconciler + remover
scenario { expect: "deadlock" }

rwlock state

func default_set() {
    with state.read { return "default" }
}

func set_or_default(pod) {
    with state.read { return pod if pod == "pinned" else default_set() }
}

thread reconciler {
    set_or_default("pod")
}

thread remover {
    default_set()
    with state.write { }
}

reconciler.start()
remover.start()
