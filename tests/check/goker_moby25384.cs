# from: GoBench/GoKer blocking moby#25384
# bug: all are waited for after each of them is started, and not after the last
# published: GoKer reproduces it in 100 of 100 native runs
# tasks: main + 2 threads
scenario { expect: "deadlock" }

let plugins = 2
latch group(plugins)

thread plugin(id) {
    group.done()
}

for i in 0..plugins {
    plugin(i).start()
    group.wait()
}
