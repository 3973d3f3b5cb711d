# The results of an imap are handed out one by one to whoever asks, also to several tasks at once: each of them to one. The futures of
# as_completed are for the task that has called it.
func square(x) {
    if x == 60 { raise error("value", "sixty") }
    return nil if x == 7 else x * x
}

# What several tasks get of the squares of 0..100, and how many errors.
func all_of(p, unordered, size) {
    queue got
    let it = p.imap_unordered(square, 0..100, chunksize: size) if unordered else p.imap(square, 0..100, chunksize: size)
    func use() {
        var over = false
        while not over {
            try {
                for v in it { got.put(v) }
                over = true
            } catch value { got.put("error") }
        }
    }
    let ts = [thread(use) for i in 0..4]
    for t in ts { t.start() }
    for t in ts { t.join() }
    got.close()
    return [v for v in got]
}

func rest(size) {                                        # the piece with the error is lost
    let from = 60 // size * size
    return sorted([x * x for x in 0..100 if x != 7 and not (from <= x and x < from + size)])
}

for threads in [true, false] {
    with pool(2, threads: threads) as p {
        for size in [1, 6, 40] {
            for unordered in [true, false] {
                let got = all_of(p, unordered, size)
                assert len([v for v in got if v == "error"]) == 1
                assert len([v for v in got if v == nil]) == 1
                assert sorted([v for v in got if v != "error" and v != nil]) == rest(size)
            }
        }
        for size in [1, 3, 8, 9] { assert [v for v in p.imap(square, 0..8, chunksize: size)] == [0, 1, 4, 9, 16, 25, 36, nil] }
        for size in [1, 3] { assert sorted([v for v in p.imap_unordered(square, 1..7, chunksize: size)]) == [1, 4, 9, 16, 25, 36] }
        assert [v for v in p.imap(square, [])] == []

        let twice = p.imap(square, [1, 2])
        assert [v for v in twice] == [1, 4]
        assert [v for v in twice] == []                  # there is no more

        let left = p.imap(square, 0..5, chunksize: 3)
        for v in left { if v == 1 { break } }            # the rest is had later
        assert [v for v in left] == [4, 9, 16]

        let asked = as_completed([p.apply_async(square, [3])])
        var kind = nil
        thread other { try { for f in asked { f.get() } } catch state as err { kind = err.message } }
        other.start()
        other.join()
        assert kind == "as_completed gives futures only to the task that has called it"
        assert [f.get() for f in asked] == [9]
    }
}
print("ok")
