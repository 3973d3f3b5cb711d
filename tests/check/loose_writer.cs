# Options: --strategy dpor --time loose
# A writer that waits keeps readers out, also when it does so for a while only.
scenario { expect: "assert" }

rwlock page
thread writer { if page.write.acquire(timeout: 1ms) { page.write.release() } }
thread reader { assert page.read.acquire(timeout: 0s), "kept out" }

page.read.acquire()
writer.start()
reader.start()
