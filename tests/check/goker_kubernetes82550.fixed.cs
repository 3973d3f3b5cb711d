# from: GoBench/GoKer nonblocking kubernetes#82550, mended
# bug: none: under a lock; with 5 threads, all 120 orders of which are tried
# tasks: main + 10 threads
scenario { expect: "ok" }

var provider = nil
lock making

thread user(id) {
    var entry = nil
    with making {
        if provider == nil {
            provider = {"kind": "docker"}
        }
        entry = provider["kind"]
    }
    assert entry == "docker"
}

for i in 0..5 {
    user(i).start()
}
