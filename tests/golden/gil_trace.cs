# What the trace tells of the GIL: who works, who waits for it and since when, who loses it in the middle of its work, and how long a piece
# of work waited in all. Turns that take no time are not told.
# Options: --format jsonl
scenario { gil: "timer" }
thread io { sleep(4ms); print("io") }
thread cpu { work(12ms) }
thread late { sleep(10ms); work(2ms) }
io.start()
cpu.start()
late.start()
