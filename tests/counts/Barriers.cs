# A barrier of a lock, two semaphores and a counter, for six (Barriers.tla, N = 6). The objects are conc-run's own, each of whose operations is one step; where
# the spec skips, something is asked.
# States: 29,279
scenario { expect: "ok" }
let n = 6
lock mutex
semaphore gate_1(0)
semaphore gate_2(0)
atom rdv(0)

thread proc() {
    while true {
        mutex.locked()               # a0
        mutex.acquire()              # a1
        rdv.add(1)                   # a2
        if rdv.load() == n {         # a3
            gate_1.release(n)        # a4
        }
        mutex.release()              # a5
        gate_1.acquire()             # a6
        mutex.acquire()              # a7
        rdv.add(-1)                  # a8
        if rdv.load() == 0 {         # a9
            gate_2.release(n)        # a10
        }
        mutex.release()              # a11
        gate_2.acquire()             # a12
    }
}

let procs = [proc() for i in 0..n]
for t in procs { t.start() }
