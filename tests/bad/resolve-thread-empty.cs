thread t
thread()
