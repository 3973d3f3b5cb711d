# The run goes on behind an assertion that was caught, and whatever comes then is found as well.
scenario { expect: ["deadlock", "race", "assert"] }

lock a
lock b
var x = 0

thread up {
    try {
        assert x == 2
    } catch assert {
    }
    with a {
        with b {
        }
    }
}

thread down {
    x = 1
    with b {
        with a {
        }
    }
}

up.start()
down.start()
