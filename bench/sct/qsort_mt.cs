# from: SCTBench/inspect/qsort_mt (D. Spinellis)
# bug: a thread is said to have work before it is given any; it may begin with the work that it had before
# tasks: main + 2 threads; 32 numbers, parts of more than 4 are given away
# note: the numbers are sorted in place, and each look at one of them is a step
scenario { expect: ["assert", "race"] }

let total = 32
let fork_above = 4
let threads = 2
var numbers = []
lock allocating
var idle = threads
let slots = [condition(lock()) for i in 0..threads]      # with the lock of each
var state = ["idle"] * threads
var first = [0] * threads
var length = [0] * threads

func swap(i, j) {
    let x = numbers[i]
    numbers[i] = numbers[j]
    numbers[j] = x
}

func insertion(a, n) {
    for i in a + 1..a + n {
        var k = i
        while k > a and numbers[k - 1] > numbers[k] {
            swap(k, k - 1)
            k -= 1
        }
    }
}

func median(i, j, k) {
    let x = numbers[i]
    let y = numbers[j]
    let z = numbers[k]
    if x < y {
        return j if y < z else (k if x < z else i)
    }
    return j if y > z else (i if x < z else k)
}

func allocate() {
    with allocating {
        for i in 0..threads {
            if state[i] == "idle" {
                idle -= 1
                state[i] = "work"
                slots[i].acquire()
                return i
            }
        }
    }
    return nil
}

func sort_part(own) {
    var a = first[own]
    var n = length[own]
    loop {
        if n < 7 {
            insertion(a, n)
            return
        }
        swap(a, median(a, a + n // 2, a + n - 1) if n > 7 else a + n // 2)
        let pivot = numbers[a]
        var swapped = false
        var pa = a + 1
        var pb = a + 1
        var pc = a + n - 1
        var pd = a + n - 1
        loop {
            while pb <= pc and numbers[pb] <= pivot {
                if numbers[pb] == pivot {
                    swapped = true
                    swap(pa, pb)
                    pa += 1
                }
                pb += 1
            }
            while pb <= pc and numbers[pc] >= pivot {
                if numbers[pc] == pivot {
                    swapped = true
                    swap(pc, pd)
                    pd -= 1
                }
                pc -= 1
            }
            if pb > pc {
                break
            }
            swap(pb, pc)
            swapped = true
            pb += 1
            pc -= 1
        }
        if not swapped {
            insertion(a, n)
            return
        }
        let end = a + n
        var r = min(pa - a, pb - pa)
        for i in 0..r {
            swap(a + i, pb - r + i)
        }
        r = min(pd - pc, end - pd - 1)
        for i in 0..r {
            swap(pb + i, end - r + i)
        }
        let left = pb - pa
        let right = pd - pc
        let other = allocate() if left > fork_above and right > fork_above else nil
        if other != nil {
            first[other] = a
            length[other] = left
            slots[other].notify()
            slots[other].release()
        } else if left > 0 {
            first[own] = a
            length[own] = left
            sort_part(own)
        }
        if right == 0 {
            return
        }
        a = end - right
        n = right
    }
}

thread sorter(own) {
    loop {
        with slots[own] {
            while state[own] == "idle" {
                slots[own].wait()
            }
        }
        if state[own] == "term" {
            return
        }
        sort_part(own)
        with allocating {
            state[own] = "idle"
            idle += 1
            if idle == threads {
                for i in 0..threads {
                    if i != own {
                        with slots[i] {
                            state[i] = "term"
                            slots[i].notify()
                        }
                    }
                }
                return
            }
        }
    }
}

var seed = 1
for i in 0..total {
    seed = (seed * 1103515245 + 12345) % 2147483648
    numbers.append(seed // 65536 % total)
}
let sorters = [sorter(i) for i in 0..threads]
for t in sorters {
    t.start()
}
with slots[0] {
    first[0] = 0
    length[0] = total
    state[0] = "work"
    idle -= 1
    slots[0].notify()
}
for t in sorters {
    t.join()
}
for i in 1..total {
    assert numbers[i - 1] <= numbers[i], "not sorted at place {i}"
}
