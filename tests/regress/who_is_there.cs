# threads() and children() show who is there at one moment, whoever begins and ends meanwhile: a run on real threads can be told again so.
process child(n) {
    if n % 2 == 0 { exit(2) }
}

thread outer(n) {
    thread inner { }
    inner.start()
}

thread look {
    for i in 0..20 {
        assert len(threads()) > 1
        assert len(children()) <= 4
    }
}

look.start()
for round in 0..4 {
    let all = [outer(i) for i in 0..4]
    for t in all { t.start() }
    assert threads()[0] == current()
    for t in all { t.join() }
}
for round in 0..3 {
    let all = [child(i) for i in 0..4]
    for c in all { c.start() }
    all[1].kill()
    assert not all[1] in children()
    for c in all { c.join() }
}
look.join()
await len(threads()) == 1
assert children() == []
print("ok")
