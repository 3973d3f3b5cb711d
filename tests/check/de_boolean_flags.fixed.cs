# from: Deadlock Empire/2-flags (Boolean Flags Are Enough For Everyone), mended
# bug: none: to look and to raise it is one step
scenario { expect: "ok" }

atom flag(false)
lock section

func critical_section() {
    assert section.acquire(timeout: 0s), "two in the section"
    section.release()
}

thread army(id) {
    if flag.compare_exchange(false, true) {
        critical_section()
        flag.store(false)
    }
}

army(1).start()
army(2).start()
