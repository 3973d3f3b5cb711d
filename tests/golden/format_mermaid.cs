# A sequence diagram: starts, an item that goes through a queue, a wait that another task ends, an error.
# Options: --format mermaid
# Exit status: 1
scenario "Kitchen; <orders>" {}
queue orders
event open
thread cook {
    open.wait()
    for dish in orders { print("cooks {dish}\33[0m") }
}
thread waiter {
    orders.put("soup #1")
    sleep(1s)
    open.set()
    orders.put("end")
    orders.close()
    raise "no more; plates"
}
cook.start()
waiter.start()
