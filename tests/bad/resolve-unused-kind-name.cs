worker w(3)
w.start()
