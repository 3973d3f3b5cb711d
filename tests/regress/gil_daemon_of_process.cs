# A process with a gil, whose daemons wait when it ends, ends: it held the gil that they take before they see that they are to stop.
scenario { gil: "timer" }
queue q(0)
daemon thread echo { for v in q { q.put(v) } }
echo.start()
process p { }
p.start()
p.join()
