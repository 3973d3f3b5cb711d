process p { print("child") }
process worker(id) { print(id) }
p.start()
worker(3).start()
p.join()
