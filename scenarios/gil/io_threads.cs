# I/O-bound threads do well under a GIL: three of them take hardly longer than one.
#
# What to see: who waits for the network gives the lock up, so the three wait at the same time. Only what they compute
# when the answers are there is done one after the other.
#
#   conc-run scenarios/gil/io_threads.cs
#   conc-run sim scenarios/gil/io_threads.cs
scenario "I/O-bound threads under a GIL" { gil: "timer" }

func download(page) {
    sleep(1s)                                # waits for the answer, without the lock
    work(4ms)                                # looks through it, with the lock
    print("{page} is there")
}

let start = now()
let threads = [thread(download, [page], name: page) for page in ["news", "mail", "maps"]]
for t in threads { t.start() }
for t in threads { t.join() }
print("three pages: {now() - start}")
