# The same by ticks, with switches that take time, and with the work of one that is cancelled while it waits for the GIL.
# Options: --format jsonl
scenario { gil: "ticks", check_interval: 3, cost: {"tick": 1ms, "switch": 100us} }
thread a { work(5ms) }
thread b { work(30ms) }
thread c { b.cancel() }
a.start()
b.start()
sleep(4ms)
c.start()
