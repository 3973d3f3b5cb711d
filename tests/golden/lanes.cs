# Six tasks in two processes, side by side in 80 columns: starts, a join, values, an event, a lock, and a loop that is folded.
# Options: --format lanes
scenario "Lanes" { }

queue post(1)
event go
lock m

thread sender { for n in 0..3 { post.put(n) } }
thread runner(pace) { go.wait(); with m { sleep(pace) } }
process far {
    thread inner { for n in 0..9 { with m { n } } }
    inner.start()
    inner.join()
}

sender.start()
for n in 0..3 { print(post.get()) }
runner(1s).start()
runner(2s, name: "a runner with a long name").start()
sleep(1s)
go.set()
sleep(4s)
far.start()
far.join()
