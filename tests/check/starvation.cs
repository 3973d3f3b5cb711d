# from: a classic: a lock without turns, and one task that takes it again and again
# bug: whoever asks in between may never get it
# tasks: main + 2 threads
scenario { expect: "invariant" }

atom served(0)
lock m
eventually "the guest was served": served.load() > 0

thread regular {
    while true {
        m.acquire()
        m.release()
    }
}

thread guest {
    m.acquire()
    served.add(1)
    m.release()
}

regular.start()
guest.start()
