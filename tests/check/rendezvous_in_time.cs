# Options: --strategy dpor
# Who offers a value for a while is seen by others who only look, until the very moment at which it gives up.
scenario { expect: "assert" }

queue meet(0)
thread giver { try { meet.put(1, timeout: 1ms) } catch timeout { } }

giver.start()
sleep(1ms)
try {
    meet.get_nowait()
    assert false, "met"
} catch empty { }
