for i in 0..3 {
    thread t { break }
    t.start()
}
