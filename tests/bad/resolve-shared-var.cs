func f() {
    shared var hits = 0
    hits += 1
}
if true { shared var other = 1 }
f()
