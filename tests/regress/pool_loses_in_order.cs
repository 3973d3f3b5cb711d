# What a pool loses with a worker, and what other workers have done, comes to whoever asks in the order in which it happened.
func sometimes(i) {
    if i % 3 == 1 { exit(1) }
    return i
}

for round in 0..2 {
    pool p(4)
    var got = []
    try {
        for x in p.imap_unordered(sometimes, [0, 2, 3, 5, 1, 6, 8, 9, 4, 11]) { got = got + [x] }
        assert false
    } catch died {
        print(round, "lost")
    }
    assert len(got) <= 8
    let given = [p.apply_async(sometimes, [i]) for i in 0..6]
    for i in 0..6 {
        try { assert given[i].get() == i } catch died { assert i % 3 == 1 }
    }
    p.terminate()
    p.join()
}
