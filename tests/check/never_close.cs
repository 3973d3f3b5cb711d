# Nobody closes the queue: the worker waits for more, main for the worker, and a third goes on for ever.
scenario { expect: "deadlock" }

event done
queue jobs

thread worker {
    for job in jobs {
    }
    done.set()
}

thread heart {
    loop {
        sleep(1s)
    }
}

worker.start()
heart.start()
jobs.put(1)
done.wait()
