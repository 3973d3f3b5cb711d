# from: GoBench/GoKer nonblocking moby#27037
# bug: the threads share the variable that the loop counts with
# published: GoKer gives no rate
# tasks: main + 3 threads (5 in the original)
scenario { expect: "race" }

var i = 17

let all = [thread(func() {
    let version = "v1.{i}"
}) for n in 0..3]
for t in all {
    t.start()
    i += 1
}
for t in all {
    t.join()
}
