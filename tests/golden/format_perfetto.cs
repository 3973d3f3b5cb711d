# Tracks of tasks, of a lock and of what stands in a queue, for ui.perfetto.dev.
# Options: --format perfetto
scenario "Baker" {}
queue shelf(1)
lock oven
thread baker {
    for loaf in 1..3 {
        with oven { sleep(1s) }
        shelf.put(loaf)
    }
}
thread customer {
    sleep(2500ms)
    with oven { print("bought {shelf.get()}") }
    print("bought {shelf.get()}")
}
baker.start()
customer.start()
