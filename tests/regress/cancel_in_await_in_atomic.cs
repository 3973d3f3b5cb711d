# Cancelled where an await would begin to wait, or is asked: it gives back its own level of the hidden lock, and no other.
var x = 0
thread t {
    atomic {
        try {
            current().cancel()
            await x == 1
        } catch cancelled { print("caught") }
        x = 2
    }
    sleep(1ms)
    atomic { x += 1 }
    print(x)
}
t.start()
t.join()
