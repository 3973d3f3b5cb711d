# Executions of 2: 4
# Executions of 8: 256
# Executions of 13: 8,192
# from: M. Kokologiannakis, O. Lahav, K. Sagonas, V. Vafeiadis, Effective Stateless Model Checking for C/C++ Concurrency, POPL 2018: readers.
# The numbers published are those of its SC model, and of RC11 the same.
scenario { args: ["2"] }
let readers = int(args[0])
atom x(0)

thread writer {
    x.store(42)
}

thread reader(i) {
    x.load()
}

writer.start()
for i in 0..readers {
    reader(i).start()
}
