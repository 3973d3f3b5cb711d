# Invariants look at shared variables and at main's own: what a process does to its copy breaks nothing, what it does to a shared one does.
# Exit status: 4
# Options: --quiet
shared var stock = 3
var own = 1
invariant "the stock is never negative": stock >= 0
invariant "main's own is one": own == 1

process changes_its_copy { own = 2 }
changes_its_copy.start()
changes_its_copy.join()
print("main's own is {own}")

process buys {
    loop {
        atomic { if stock > 0 { stock -= 1 } }
        if stock == 0 { break }
    }
    print("sold out")
    stock -= 1
    print("not this")
}
buys.start()
