latch l(2)
l.count_down()
l.await()
