# from: SCTBench/CS/twostage_bad, mended
# bug: none: both values change under both locks
# tasks: main + 1 writer(s) + 1 reader(s)
scenario { expect: "ok" }

let writers = 1
let readers = 1
var value1 = 0
var value2 = 0
lock lock1
lock lock2

thread writer(id) {
    lock1.acquire()
    lock2.acquire()
    value1 = 1
    value2 = value1 + 1
    lock2.release()
    lock1.release()
}

thread reader(id) {
    var seen1 = -1
    var seen2 = -1
    lock1.acquire()
    if value1 == 0 {
        lock1.release()
        return
    }
    seen1 = value1
    lock1.release()

    lock2.acquire()
    seen2 = value2
    lock2.release()
    assert seen2 == seen1 + 1, "first {seen1}, second {seen2}"
}

let tasks = [writer(i) for i in 0..writers] + [reader(i) for i in 0..readers]
for t in tasks {
    t.start()
}
for t in tasks {
    t.join()
}
