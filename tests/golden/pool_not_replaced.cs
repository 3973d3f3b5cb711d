# A worker is killed, and another process takes its place before the pool has another one: then the pool ends, and says why.
# Exit status: 1
scenario { limits: {"processes": 3} }
event never
func job(n) { return n }
pool crew(2)
process other { never.wait(timeout: 1s) }
let given = [crew.apply_async(func() => never.wait(), []) for i in 0..3]
sleep(1ms)
children()[0].kill()
other.start()
for f in given { try { f.get() } catch died as err { print(err.message) } }
try { crew.apply(job, [1]) } catch state as err { print(err.message) }
print(crew.join())
