# A process may end its children, and no others: not its parent, its brothers and sisters, or its grandchildren.
#
# What to see: main ends its child, whose number is then minus the signal's. The other attempts raise `permission`. A
# thread has no such bounds: it may cancel any thread of its process.
#
#   conc-run scenarios/processes/only_its_children.cs
#   conc-run sim scenarios/processes/only_its_children.cs
scenario "A process may only end its children" { }

event never
func stay() { never.wait() }

func try_to_end(whom) {
    try {
        whom.terminate()
        print("{current().name} has ended {whom.name}")
    } catch permission as e {
        print("{current().name} may not: {e.message}")
    }
}

process older = stay()
process younger {
    try_to_end(older)                        # its brother
}
process parent {
    let me = current()
    process child { try_to_end(me) }         # its parent
    process grandchild = stay()
    child.start()
    child.join()
    grandchild.start()
    letters.put(grandchild)
    grandchild.join()
}
queue letters

older.start()
younger.start()
younger.join()
parent.start()
let grandchild = letters.get()
try_to_end(grandchild)                       # a child of its child
for child in [older, parent] {
    try_to_end(child)
    child.join()
    print("the exitcode of {child.name} is {child.exitcode}")
}
print("{grandchild.name} is alive: {grandchild.is_alive()}")
never.set()                                  # lets it go
