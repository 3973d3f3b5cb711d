thread t {
    loop {
        print("x")
}
t.start()
