# Options: --strategy dpor --time loose
# Who waits for a while is seen to wait by others who only look, also when it may give up at any time.
scenario { expect: "assert" }

queue meet(0)
thread giver { try { meet.put_nowait(1); assert false, "met" } catch full { } }

giver.start()
try { meet.get(timeout: 1ms) } catch timeout { }
