# A process is killed while it starts another, which goes on without it: if it was started, it can be told to end.
event end_of_it

process starter {
    process child { end_of_it.wait() }
    print("pid {pid()}")
    sleep(20ms)
    child.start()
    print("done")
    sleep(10s)
}
starter.start()
starter.join()
assert starter.exitcode == -9
sleep(20ms)                           # it waits by now, mostly
end_of_it.set()
print("ok")
