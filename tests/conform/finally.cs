# finally runs on every way out.
var log = []

func normal() {
    try { log.append("body") } finally { log.append("finally") }
    return "after"
}
assert normal() == "after" and log == ["body", "finally"]

# return: its value is worked out first
log = []
func returning() {
    var x = 1
    try {
        return x
    } finally {
        x = 2
        log.append(x)
    }
}
assert returning() == 1 and log == [2]

# return in finally wins, over a return and over an error
func overriding() {
    try { return "try" } finally { return "finally" }
}
assert overriding() == "finally"
func swallowing() {
    try { raise "lost" } finally { return "kept" }
}
assert swallowing() == "kept"

# break and continue
log = []
for i in 0..3 {
    try {
        if i == 0 { continue }
        if i == 1 { break }
    } finally {
        log.append(i)
    }
}
assert log == [0, 1]
func loop_return() {
    for i in 0..3 {
        try { if i == 1 { return i } } finally { log.append("f{i}") }
    }
}
log = []
assert loop_return() == 1 and log == ["f0", "f1"]
func breaking_out() {
    loop {
        try { return "lost" } finally { break }
    }
    return "broke"
}
assert breaking_out() == "broke"
func continuing() {
    var n = 0
    while n < 3 {
        try {
            n += 1
            raise "again"
        } finally {
            continue
        }
    }
    return n
}
assert continuing() == 3

# nested: from the inside out
log = []
func nested() {
    try {
        try {
            try {
                return "value"
            } finally { log.append(1) }
        } finally { log.append(2) }
    } finally { log.append(3) }
}
assert nested() == "value" and log == [1, 2, 3]

# after a catch, with and without a new error
log = []
try {
    try { raise "a" } catch e { log.append("catch") } finally { log.append("finally") }
    try { raise "a" } catch e { raise "b" } finally { log.append("finally 2") }
} catch e { log.append(e.message) }
assert log == ["catch", "finally", "finally 2", "b"]

# the error goes on after the finally
log = []
try {
    try { raise "one" } finally { log.append("tidy") }
} catch e { log.append(e.message) }
assert log == ["tidy", "one"]

# an error in finally takes the other's place
try {
    try { raise "one" } finally { raise "two" }
} catch e { assert e.message == "two" }

# an error caught inside finally does not disturb the one on its way
log = []
try {
    try { raise "one" } finally {
        try { raise "two" } catch e { log.append(e.message) }
    }
} catch e { log.append(e.message) }
assert log == ["two", "one"]

# return through finally with another try inside
func busy() {
    try {
        return "result"
    } finally {
        for i in 0..2 {
            try { if i == 0 { continue } else { break } } finally { log.append("inner") }
        }
    }
}
log = []
assert busy() == "result" and log == ["inner", "inner"]

# a finally in each of many calls
func countdown(n) {
    try {
        if n == 0 { raise "zero" }
        countdown(n - 1)
    } finally { log.append(n) }
}
log = []
try { countdown(5) } catch e { }
assert log == [0, 1, 2, 3, 4, 5]

# values on the stack while a call inside an expression raises
func boom() { raise "boom" }
func guarded() {
    try { return 1 + [2, 3, boom()][0] } catch e { return 7 }
}
assert 100 + guarded() * 2 == 114

# a loop inside finally, over a list, while returning a list
func listy() {
    for x in [1, 2, 3] {
        try { return [x, x] } finally { for y in [4, 5] { log.append(y) } }
    }
}
log = []
assert listy() == [1, 1] and log == [4, 5]
print("ok finally")
