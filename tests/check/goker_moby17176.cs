# from: GoBench/GoKer blocking moby#17176
# bug: one way out of the clean-up keeps the lock
# published: GoKer reproduces it in 100 of 100 native runs
# tasks: main + 1 thread
scenario { expect: "deadlock" }

lock devices
var deleted = 0
queue done(0)

func clean_up() {
    devices.acquire()
    if deleted == 0 {
        return
    }
    devices.release()
}

thread other {
    with devices {
        done.put(true)
    }
}

clean_up()
other.start()
select {
    case d = done.get() {
    }
    after 1ms {
    }
}
