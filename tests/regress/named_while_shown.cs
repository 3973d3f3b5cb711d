# A task is given names while others print them.
func shows(t) {
    for i in 0..500 { assert str(t).starts_with("<thread ") and t.name.starts_with("n") }
}
thread named { }
named.name = "n"
let ts = [thread(shows, [named]) for i in 0..3]
for t in ts { t.start() }
for i in 0..500 { named.name = "n" if i % 2 == 0 else "nobody knows how long such a name of a thread may become" }
for t in ts { t.join() }
named.start()
named.join()
print("ok")
