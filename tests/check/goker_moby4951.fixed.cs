# from: GoBench/GoKer blocking moby#4951, mended
# bug: none: the lock of all devices is taken again only after that of the device was given back
scenario { expect: "ok" }

lock devices
lock info

thread deleter(id) {
    devices.acquire()
    devices.release()
    info.acquire()
    sleep(300ns)
    info.release()
    devices.acquire()
    devices.release()
}

deleter(1).start()
deleter(2).start()
