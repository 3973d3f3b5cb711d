# Who is in the way: a writer is told of all readers that it waits for, by their names up to three; and what an exchange puts in whose place.
rwlock page
queue leave
process reader(name) {
    with page.read { leave.get() }
}
func readers(count) {
    let all = [reader("r") for i in 0..count]
    for r in all { r.start() }
    sleep(1s)
    let got = page.write.acquire(timeout: 1s)
    for r in all { leave.put("go") }
    for r in all { r.join() }
    return got
}
print([readers(n) for n in [1, 2, 3, 4, 6]])

atom a([1, 2])
print(a.exchange("x"), a.exchange(5), a.exchange("a text that is too long for both to be told"), a.exchange(nil))
