# Main says when there is no more.
scenario { expect: "ok" }

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
jobs.close()
done.wait()
