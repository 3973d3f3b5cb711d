# Who has joined a thread may start another in its place.
scenario { limits: { "tasks": 2 } }
for i in 0..2000 {
    thread t { }
    t.start()
    t.join()
}
print("ok")
