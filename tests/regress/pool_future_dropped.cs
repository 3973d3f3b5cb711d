# A worker process dies with a task whose future nobody holds any more: the future must last until it has been told.
func dies() { exit(3) }
func lives(i) { return i }
with pool(1) as p {
    for i in 0..5 { p.apply_async(dies) }
    assert p.apply(lives, [7]) == 7
}
print("ok")
