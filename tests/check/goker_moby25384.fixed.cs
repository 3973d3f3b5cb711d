# from: GoBench/GoKer blocking moby#25384, mended
# bug: none: after the last
scenario { expect: "ok" }

let plugins = 2
latch group(plugins)

thread plugin(id) {
    group.done()
}

for i in 0..plugins {
    plugin(i).start()
}
group.wait()
