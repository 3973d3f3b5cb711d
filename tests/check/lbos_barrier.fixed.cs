# from: Downey, The Little Book of Semaphores, 3.6.4 barrier solution
# bug: none: who is let through lets the next one through
scenario { expect: "ok" }

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
    turnstile.release()
}

for i in 0..n { worker(i).start() }
