# from: SCTBench/CB/stringbuffer-jdk1.4, mended
# bug: none: the other buffer is held from the question for its length on
# tasks: main, which appends, + 1 thread, which erases and appends
scenario { expect: "ok" }

rlock of_buffer
lock of_copy
var buffer = "abc"
var copy = ""

func length() {
    of_buffer.acquire()
    let n = len(buffer)
    of_buffer.release()
    return n
}

func get_chars(first, last) {
    of_buffer.acquire()
    assert last <= len(buffer), "there are no {last} characters"
    let part = buffer[first:last]
    of_buffer.release()
    return part
}

func append_buffer() {
    of_copy.acquire()
    of_buffer.acquire()
    let n = length()
    copy = copy + get_chars(0, n)
    of_buffer.release()
    of_copy.release()
}

thread other {
    of_buffer.acquire()
    buffer = buffer[3:]
    of_buffer.release()

    of_buffer.acquire()
    buffer = buffer + "abc"
    of_buffer.release()
}

other.start()
append_buffer()
