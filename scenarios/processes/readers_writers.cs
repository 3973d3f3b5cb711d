# Readers and writers in processes: a lock and a text that are the same for all of them.
#
# What to see: the readers read the shared page at the same time. The writer waits until the last of them has left;
# the reader who comes while it waits stands behind it, and reads the new text.
#
#   conc-run scenarios/processes/readers_writers.cs
#   conc-run sim scenarios/processes/readers_writers.cs
scenario "Readers and writers in processes" { }

rwlock page
shared var text = "Once upon a time"

process reader(comes) {
    sleep(comes)
    with page.read {
        print("{current().name} reads: {text}")
        sleep(1s)
    }
}

process writer(comes, more) {
    sleep(comes)
    with page.write {
        text += more
        sleep(1s)
    }
}

reader(0s).start()
reader(300ms).start()
writer(600ms, ", there was a lock").start()
reader(900ms).start()                        # comes while the writer waits, and stands behind it
