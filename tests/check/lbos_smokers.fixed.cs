# from: Downey, The Little Book of Semaphores, 4.5 cigarette smokers, the solution with pushers
# bug: none: pushers know what lies on the table, and wake the smoker who can use it
scenario { expect: "ok" }

let on_table = {"tobacco": false, "paper": false, "matches": false}
let put = {name: semaphore(0) for name in on_table}
let wake = {name: semaphore(0) for name in on_table}
semaphore smoked(0)
lock mutex
var table = on_table

daemon thread pusher(own) {
    loop {
        put[own].acquire()
        with mutex {
            let others = [name for name in on_table if name != own]
            if table[others[0]] {
                table[others[0]] = false
                wake[others[1]].release()
            } else if table[others[1]] {
                table[others[1]] = false
                wake[others[0]].release()
            } else {
                table[own] = true
            }
        }
    }
}

daemon thread smoker(own) {
    loop {
        wake[own].acquire()
        smoked.release()
    }
}

for name in on_table {
    pusher(name).start()
    smoker(name).start()
}
let missing = choose([name for name in on_table])
for name in on_table {
    if name != missing { put[name].release() }
}
smoked.acquire()
