# from: GoBench/GoKer blocking kubernetes#62464, mended
# bug: none: what is called with the read lock held does not ask for it again
scenario { expect: "ok" }

rwlock state

func default_set() {
    with state.read { return default_set_held() }
}

func default_set_held() { return "default" }

func set_or_default(pod) {
    with state.read { return pod if pod == "pinned" else default_set_held() }
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
