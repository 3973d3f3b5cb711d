# Sleeps keep their order in time, so this never fails; what is due at one moment comes in every order.
scenario { expect: "ok" }

var first = ""
lock m

func arrive(name) {
    with m {
        if first == "" {
            first = name
        }
    }
}

thread early {
    sleep(1ms)
    arrive("early")
}

thread late {
    sleep(2ms)
    arrive("late")
}

early.start()
late.start()
early.join()
late.join()
assert first == "early"
