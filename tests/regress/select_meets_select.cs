# Two sides that meet, each with a select that may also give up: whoever comes to one line while a wait is being ended in another, or by its time,
# finds nobody there. Traces of this were complained of by `conc-run validate`.
queue a(0)
queue b(0)
let rounds = 100
atom left_over(2 * rounds)
event over
func takes() {
    loop {
        select {
            case v = a.get() { if left_over.add(-1) == 0 { over.set() } }
            case v = b.get() { if left_over.add(-1) == 0 { over.set() } }
            case over.wait() { break }
            after 50us { }
        }
    }
}
func gives() {
    for i in 0..rounds {
        select {
            case a.put(i) { }
            case b.put(i) { }
        }
    }
}
let tasks = [thread(f) for f in [takes, takes, gives, gives]]
for t in tasks { t.start() }
for t in tasks { t.join() }
assert left_over.load() == 0
print("ok")
