# from: GoBench/GoKer nonblocking moby#27037, mended
# bug: none: each is given its number
scenario { expect: "ok" }

var i = 17

let all = [thread(func(n) {
    let version = "v1.{n}"
}, [17 + n]) for n in 0..3]
for t in all {
    t.start()
    i += 1
}
for t in all {
    t.join()
}
