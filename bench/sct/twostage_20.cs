# from: SCTBench/CS/twostage_20_bad
# bug: the second value is brought up to date under another lock, later; a reader can come in between
# tasks: main + 19 writers + 1 reader
scenario { expect: ["assert", "race"] }

var value1 = 0
var value2 = 0
lock lock1
lock lock2

thread writer(id) {
    lock1.acquire()
    value1 = 1
    lock1.release()

    lock2.acquire()
    value2 = value1 + 1
    lock2.release()
}

thread reader(id) {
    lock1.acquire()
    if value1 == 0 {
        lock1.release()
        return
    }
    let seen1 = value1
    lock1.release()

    lock2.acquire()
    let seen2 = value2
    lock2.release()
    assert seen2 == seen1 + 1, "first {seen1}, second {seen2}"
}

let tasks = [writer(i) for i in 0..19] + [reader(0)]
for t in tasks {
    t.start()
}
for t in tasks {
    t.join()
}
