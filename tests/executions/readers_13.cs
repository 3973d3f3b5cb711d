# Executions: 8192
# from: M. Kokologiannakis, O. Lahav, K. Sagonas, V. Vafeiadis, Effective Stateless Model Checking for C/C++ Concurrency, POPL 2018: readers(13).
# The number published is that of its SC model, and of RC11 the same.
atom x(0)

thread writer {
    x.store(42)
}

thread reader(i) {
    x.load()
}

writer.start()
for i in 0..13 {
    reader(i).start()
}
