# The report of a deadlock over several processes: who waits for what, which process it is in, and who holds it.
# Exit status: 3
# Options: --quiet
lock tools
queue orders
pipe shop, customer
event closing

process carpenter {
    thread saws {
        with tools {
            print("the carpenter saws order {orders.get()}")
        }
    }
    thread waits_for_tools {
        sleep(1s)
        with tools { print("not this") }
    }
    saws.start()
    waits_for_tools.start()
}
process clerk {
    orders.put(customer.recv())
}
daemon process radio { closing.wait() }
carpenter.start()
clerk.start()
radio.start()
sleep(2s)
clerk.join()
