# How errors of processes are told: by whom, where, and through which calls; those of a pool's tasks where their result is asked for.
# Exit status: 1
# Options: --quiet
func divide(a, b) {
    return a / b
}
func half(x) {
    return divide(x, 0)
}

process child {
    half(1)
}
child.start()
child.join()

process with_thread {
    thread inner { half(2) }
    inner.start()
    inner.join()
    timer late after 1s { half(3) }
    late.start()
    process grandchild = half(4)
    grandchild.start()
}
with_thread.start()
with_thread.join()

pool workers(2)
try {
    workers.apply(half, [5])
} catch zero_division as e {
    print("line {e.line}, in {e.task}: {e.message}")
}
workers.apply_async(half, [6], error_callback: func(e) { print("told: {e.kind}, line {e.line}") }).wait()
workers.apply_async(abs, [7], callback: half).wait()
workers.close()
workers.join()
pool others(1)
print(others.map(half, [8, 9]))
