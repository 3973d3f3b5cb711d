# A process is declared like a thread: it calls f in a process of its own, and `join` waits for its end.
#
# What to see: `start` does not wait for anything, the new process goes its own way, and main waits for it two seconds.
#
#   conc-run scenarios/processes/hello.cs
#   conc-run sim scenarios/processes/hello.cs
scenario "Hello from another process" { }

func f(name) {
    sleep(2s)
    print("hello {name}")
}

process p = f("bob")
p.start()
p.join()
