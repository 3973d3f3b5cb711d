# A task that is over gives its column to a new one; what it has put into the queue comes from nowhere then.
# Options: --format lanes
scenario "Reused" { }

queue q
func work(n) { q.put(n) }
for i in 0..22 {
    let t = thread(work, [i])
    t.start()
    t.join()
}
for i in 0..22 { q.get() }
