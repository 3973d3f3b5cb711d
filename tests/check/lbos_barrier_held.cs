# from: Downey, The Little Book of Semaphores, 3.6.5 barrier, deadlock #2
# bug: the turnstile is waited for with the mutex held that the others need to come to it
# published: described there
# tasks: main + 2 threads
scenario { expect: "deadlock" }

let n = 2
var count = 0
semaphore mutex(1)
semaphore turnstile(0)

thread worker(i) {
    mutex.acquire()
    count += 1
    if count == n { turnstile.release() }
    turnstile.acquire()
    turnstile.release()
    mutex.release()
}

for i in 0..n { worker(i).start() }
