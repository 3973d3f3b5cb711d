# How a process ended: its exitcode is 0, 1 after an error, the number it gave to `exit`, or minus that of a signal.
#
# What to see: four processes end in four ways. None of it harms main, which looks at their exitcodes. `exit` and a
# signal end a process at once, and run no `finally`.
#
#   conc-run scenarios/processes/exit_codes.cs
#   conc-run sim scenarios/processes/exit_codes.cs
# Exit status: 1
scenario "Exit codes" { expect: "error" }

event never

process quiet {
    print("nothing more to do")
}
process failing {
    raise "something went wrong"             # reported, and the exit status of the whole run becomes 1
}
process leaving {
    try {
        exit(3)
    } finally {
        print("this is never printed")
    }
}
process endless {
    never.wait()
}

for p in [quiet, failing, leaving, endless] {
    p.start()
    if p == endless {
        sleep(1s)
        p.kill()
    }
    p.join()
    print("{p.name}: {p.exitcode}")
}
