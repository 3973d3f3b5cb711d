# The lanes as a drawing: two processes, a lock, an event that is not waited for any more, and names that XML would not bear.
# Options: --format svg
scenario "A <drawing> & \"more\"" { }

event go
lock m
thread first(pace) { with m { sleep(pace) }; go.set() }
thread second { with m { print("<b>\33[1mnow</b>") }; go.wait(timeout: 1s) }
process far { go.wait() }

first(1s, name: "<first>").start()
second.start()
far.start()
far.join()
