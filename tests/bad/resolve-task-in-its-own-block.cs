func start_one() {
    thread t { print(t.name) }
    t.start()
}
start_one()
