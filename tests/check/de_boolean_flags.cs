# from: Deadlock Empire/2-flags (Boolean Flags Are Enough For Everyone)
# bug: both see that the flag is down before either raises it
# tasks: main + 2 threads that loop for ever in the puzzle; 1 round
scenario { expect: ["assert", "race"] }

var flag = false
lock section

func critical_section() {
    assert section.acquire(timeout: 0s), "two in the section"
    section.release()
}

thread army(id) {
    await not flag
    flag = true
    critical_section()
    flag = false
}

army(1).start()
army(2).start()
