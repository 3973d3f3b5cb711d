# bug: none. Whoever has terminated a pool comes after what the worker has done that was ended by that
# tasks: main + a pool of 1
scenario { expect: "ok" }
shared var x = 0
pool w(1)
func f() { x = 1; sleep(1s) }
w.apply_async(f)
w.terminate()
w.join()
print(x)
