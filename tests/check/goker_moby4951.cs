# from: GoBench/GoKer blocking moby#4951
# bug: a device is deleted with its own lock held, and the lock of all devices is given back on the way: the second deleter takes that, and waits for the device
# published: GoKer reproduces it in 100 of 100 native runs
# tasks: main + 2 threads
scenario { expect: "deadlock" }

lock devices
lock info

thread deleter(id) {
    devices.acquire()
    info.acquire()
    devices.release()
    sleep(300ns)
    devices.acquire()
    info.release()
    devices.release()
}

deleter(1).start()
deleter(2).start()
