# Functions that capture, as tasks of a pool of threads, their arguments and results: also where processes share memory.
queue messages

pool p(3, threads: true)

func captured() {
    for i in 0..20 {
        let k = [i]
        assert p.apply(func(x) => k + [x], [1]) == [i, 1]
        assert p.map(func(x) => x + k[0], 0..4) == [i, i + 1, i + 2, i + 3]
        assert p.starmap(func(a, b) => [a, b] + k, [[1, 2], [3, 4]]) == [[1, 2, i], [3, 4, i]]
        assert [v for v in p.imap(func(x) => k, 0..3, chunksize: 1)] == [k, k, k]
        let made = p.apply(func(f) => func() => f() + k, [func() => k])
        assert made() == [i, i]
        assert [f() for f in p.map(func(x) => func() => [x] + k, 0..3)] == [[0, i], [1, i], [2, i]]
        p.apply_async(func() => func() => k)             # nobody asks for it
    }
}
captured()

# Another process may know the future, but not the function.
func message(f) {
    try { f() } catch type as e { return e.message }
    return nil
}
let foreign = "a function that uses variables of its process cannot be brought from there"

func elsewhere() {
    let k = [1]
    let before = p.apply_async(func() => [func() => k])
    before.wait()
    process copied { assert message(func() => before.get()) == foreign }
    copied.start()
    copied.join()
    assert copied.exitcode == 0
    process sent {
        let later = messages.get()
        assert message(func() => later.get()) == foreign
        messages.put("asked")
    }
    sent.start()
    messages.put(p.apply_async(func() => {"f": func() => k}))
    sent.join()
    assert sent.exitcode == 0 and messages.get() == "asked"
    assert (before.get()[0])() == [1]
}
elsewhere()
print("ok")
