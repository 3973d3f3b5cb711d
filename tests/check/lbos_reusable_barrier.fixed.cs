# from: Downey, The Little Book of Semaphores, 3.7.5 reusable barrier solution
# bug: none: there are two turnstiles, and one is always closed
scenario { expect: "ok" }

let n = 2
var count = 0
semaphore mutex(1)
semaphore turnstile(0)
semaphore turnstile2(1)
let laps = [atom(0) for i in 0..n]

thread worker(i) {
    for lap in 0..2 {
        laps[i].add(1)
        mutex.acquire()
        count += 1
        if count == n {
            turnstile2.acquire()
            turnstile.release()
        }
        mutex.release()
        turnstile.acquire()
        turnstile.release()
        assert laps[1 - i].load() > lap, "{i} is ahead by a lap"
        mutex.acquire()
        count -= 1
        if count == 0 {
            turnstile.acquire()
            turnstile2.release()
        }
        mutex.release()
        turnstile2.acquire()
        turnstile2.release()
    }
}

for i in 0..n { worker(i).start() }
