# … but it may come at any time.
# Options: --time loose
scenario { expect: "ok" }

var done = false
lock m

timer watchdog after 1s {
    with m { if not done { print("it takes long") } }
}

watchdog.start()
work(1ms)
with m { done = true }
