func take(x) {
    x.compare_exchange(1)
    x.put_nowait()
    x.task_done(1)
}
take(1)
