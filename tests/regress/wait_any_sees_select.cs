# At a rendezvous wait_any sees who stands there with a case of a select, too.
queue meet(0)
thread asker {
    assert wait_any([meet]) == [meet]
    assert meet.get() == 1
}
asker.start()
sleep(10ms)
select {
    case meet.put(1) { print("ok") }
}
asker.join()
