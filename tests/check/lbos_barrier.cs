# from: Downey, The Little Book of Semaphores, 3.6.2 barrier non-solution
# bug: only one is let through
# published: described there
# tasks: main + 3 threads
scenario { expect: "deadlock" }

let n = 3
var count = 0
semaphore mutex(1)
semaphore turnstile(0)

thread worker(i) {
    mutex.acquire()
    count += 1
    if count == n { turnstile.release() }
    mutex.release()
    turnstile.acquire()
}

for i in 0..n { worker(i).start() }
