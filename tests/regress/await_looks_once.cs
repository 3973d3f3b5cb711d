# An await looks at its condition once in any case, however short its time is, and whoever else looks at the same moment.
shared var x = 1
func looks() {
    for i in 0..200 { await x == 1 timeout 0s }
    try { await x == 2 timeout 0s } catch timeout { return }
    assert false
}
let all = [process(looks), process(looks), thread(looks), thread(looks)]
for t in all { t.start() }
for t in all { t.join() }
assert [p.exitcode for p in all[0:2]] == [0, 0]
print("ok")
