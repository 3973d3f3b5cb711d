rwlock rw
rw.acquire()
with rw { print("read") }
