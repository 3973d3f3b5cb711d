# from: a review of our own
# bug: an assertion behind all of it is false, so that the schedule can be played on real threads
# tasks: main + 1 thread
#
# What is given to a variable that has it already: whoever awaits looks again, and goes on waiting; atomic blocks behind it are not held up.
scenario "Equal store" { expect: "assert" }
shared var n = 1
thread a {
    await n == 2
}
a.start()
sleep(1s)
n = 1
atomic { n = 1 }
atomic { n = 1 }
sleep(1s)
n = 2
a.join()
assert false
