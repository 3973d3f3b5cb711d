# rwlock: many readers or one writer; a waiting writer keeps new readers out.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
rwlock rw
queue out
func elsewhere(f) {
    let t = thread(f)
    t.start()
    t.join()
    return out.get()
}
func try_read() {
    let got = rw.read.acquire(timeout: 0s)
    if got { rw.read.release() }
    out.put(got)
}
func try_write() {
    let got = rw.write.acquire(timeout: 0s)
    if got { rw.write.release() }
    out.put(got)
}
assert elsewhere(try_read) and elsewhere(try_write)
with rw.read {
    assert elsewhere(try_read) and not elsewhere(try_write)
}
with rw.write {
    assert not elsewhere(try_read) and not elsewhere(try_write)
}
assert elsewhere(try_write)

# giving back what one does not hold
assert kind_of(func() => rw.read.release()) == "state" and kind_of(func() => rw.write.release()) == "state"
rw.read.acquire()
assert kind_of(func() => rw.write.release()) == "state"
assert elsewhere(func() { out.put(kind_of(func() => rw.read.release())) }) == "state"
rw.read.release()
rw.write.acquire()
assert kind_of(func() => rw.read.release()) == "state"
assert elsewhere(func() { out.put(kind_of(func() => rw.write.release())) }) == "state"
assert not rw.write.acquire(timeout: 0s) and not rw.read.acquire(timeout: 1ms)     # not re-entrant
rw.write.release()
assert kind_of(func() => rw.read.acquire(timeout: -1s)) == "value"

# a waiting writer keeps new readers out, but not those who read already
event reading
event writer_waits
event leave
thread reader {
    with rw.read {
        reading.set()
        leave.wait()
    }
}
thread writer {
    writer_waits.set()
    with rw.write { out.put("wrote") }
}
reader.start()
reading.wait()
writer.start()
writer_waits.wait()
var kept_out = false
for i in 0..10_000 {                         # until the writer stands in line
    if not rw.read.acquire(timeout: 0s) {
        kept_out = true
        break
    }
    rw.read.release()
    sleep(1ms)
}
assert kept_out and out.empty()
leave.set()
writer.join()
reader.join()
assert out.get() == "wrote" and elsewhere(try_read)

# a writer that gives up lets the readers in again
leave.clear()
reading.clear()
thread reader2 { with rw.read { reading.set(); leave.wait() } }
reader2.start()
reading.wait()
assert not rw.write.acquire(timeout: 1ms)
assert elsewhere(try_read)
leave.set()
reader2.join()

# many of both: writers are alone, what is read is whole
var pair = [0, 0]
var writing = 0
atom reading_now(0)
let ts = [thread(func() {
    for i in 0..50 {
        with rw.write {
            writing += 1
            assert writing == 1 and reading_now.load() == 0
            pair[0] += 1
            pair[1] += 1
            writing -= 1
        }
    }
}) for k in 0..2] + [thread(func() {
    for i in 0..50 {
        with rw.read {
            reading_now.add(1)
            assert writing == 0 and pair[0] == pair[1]
            reading_now.add(-1)
        }
    }
}) for k in 0..3]
for t in ts { t.start() }
for t in ts { t.join() }
assert pair == [100, 100] and elsewhere(try_write)
print("ok rwlocks")
