# What happened before what, and, of a deadlock, who waits for whom.
# Options: --format dot
# Exit status: 3
scenario "Two \"locks\"" { expect: "deadlock" }
lock left
lock right
thread one { with left { sleep(1s); with right { print("one has both") } } }
thread two { with right { sleep(1s); with left { print("two has both") } } }
one.start()
two.start()
one.join()
