# Who is whose parent: a process knows its own number, and that of the process that started it.
#
# What to see: the same function runs twice, in main and in its child. The parent that the child tells (in red) is
# the process that main has told of itself (in green).
#
#   conc-run scenarios/processes/parent_and_child.cs
#   conc-run sim scenarios/processes/parent_and_child.cs
scenario "Parent and child" { }

func info(title) {
    print(title)
    print("parent process: {ppid()}")
    print("process id: {pid()}\n")
}

func f(name) {
    info("\33[31;1mfunction f\33[0m")
    print("hello {name}")
}

info("\33[32;1mmain process line\33[0m")
process p = f("bob")
p.start()
p.join()
