# What the parent changes later: a thread sees it, a child does not.
#
# What to see: both are started when the price is 10, and look one second after main has raised it. The thread reads
# main's variable. The child reads its own copy, made when it was started.
#
#   conc-run scenarios/processes/later_changes.cs
#   conc-run sim scenarios/processes/later_changes.cs
scenario "Changed after the start" { expect: "race" }

var price = 10

func look(who) {
    sleep(2s)
    print("{who} sees a price of {price}")
}

thread t = look("the thread")
process p = look("the child")
t.start()
p.start()

sleep(1s)
price = 99
print("main has raised the price to {price}")
