# Who am I? Every thread has a name, and `current()` is the thread that asks.
#
# What to see: a thread that is declared is called as it was declared. Those of a kind or a function are numbered from
# one, each kind by itself. A name of one's own can be given as an option, or set before the start.
#
#   conc-run scenarios/threads/names.cs
#   conc-run sim --format plain scenarios/threads/names.cs
scenario "What threads are called" { }

func introduce() {
    print("I am {current().name}")
}

thread declared {
    introduce()
}

thread numbered(greeting) {
    print("{greeting}, I am {current().name}")
}

let unnamed = thread(introduce)              # numbered within its function
let renamed = thread(introduce)
renamed.name = "chosen"

introduce()                                  # called by the main thread, so: main

let all_of_them = [
    declared,
    numbered("hello"),
    numbered("hi"),
    numbered("good day", name: "host"),
    unnamed,
    renamed,
]
for t in all_of_them {
    t.start()
    t.join()                                 # one after the other, so that they introduce themselves in order
}
