# A process is killed while it sees to it that a child that has ended is gone, which it does when it starts another. (That the child's place is free
# then is asserted at the end of a run.)
process parent {
    process first { }
    process second { }
    first.start()
    first.join()
    print("pid {pid()}")
    sleep(20ms)
    second.start()
    print("done")
    sleep(10s)
}
parent.start()
parent.join()
assert parent.exitcode == -9
for i in 0..3 {
    process another { }
    another.start()
    another.join()
}
print("ok")
