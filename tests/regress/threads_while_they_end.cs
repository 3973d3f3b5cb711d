# threads() looks at all threads while they end and are freed.
thread maker {
    for i in 0..1000 {
        thread t { }
        t.start()
        if i % 3 == 0 { t.join() }
    }
}
maker.start()
var seen = 0
while maker.is_alive() {
    seen += len(threads())
    sleep(0s)
}
assert seen > 0
print("ok")
