# What comes of a map without order is gotten in the order in which it got ready, in whatever order that is.
scenario { expect: "ok" }
event others_done
func first_lasts(x) {
    if x == 0 { others_done.wait() }
    if x == 2 { others_done.set() }
    return x
}
pool p(2, threads: true)
let results = p.imap_unordered(first_lasts, 0..3)
p.close()
p.join()
let arrived = [v for v in results]
assert arrived[0] == 1 and sorted(arrived) == [0, 1, 2]
