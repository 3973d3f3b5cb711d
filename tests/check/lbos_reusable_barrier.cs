# from: Downey, The Little Book of Semaphores, 3.7.2 reusable barrier non-solution #2
# bug: who is quick goes round and through the barrier once more, ahead by a lap
# published: described there
# tasks: main + 2 threads, 2 rounds
scenario { expect: "assert" }

let n = 2
var count = 0
semaphore mutex(1)
semaphore turnstile(0)
let laps = [atom(0) for i in 0..n]

thread worker(i) {
    for lap in 0..2 {
        laps[i].add(1)
        mutex.acquire()
        count += 1
        if count == n { turnstile.release() }
        mutex.release()
        turnstile.acquire()
        turnstile.release()
        assert laps[1 - i].load() > lap, "{i} is ahead by a lap"
        mutex.acquire()
        count -= 1
        if count == 0 { turnstile.acquire() }
        mutex.release()
    }
}

for i in 0..n { worker(i).start() }
