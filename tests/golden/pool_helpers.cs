# What a pool does for itself is no news: no line says that its helpers are started, wait or end. A callback is shown under the
# pool's name, also after one that fails; so is the start of a worker for one that was killed. What is joined is over by then.
# Exit status: 1
func square(x) {
    if x == 3 { exit(7) }
    sleep(1s)
    return x * x
}
pool silent(1)
print(silent.apply(square, [1]))
silent.close()
silent.join()

pool team(2)
team.apply_async(square, [2], callback: func(r) { raise "no good: {r}" })
team.apply_async(square, [3], error_callback: func(e) {
    print(e.message)
    sleep(1s)
})
let all = team.map_async(square, [4, 5], callback: func(rs) { print(rs) })
team.close()
team.join()
print(now(), all.get(), children())
