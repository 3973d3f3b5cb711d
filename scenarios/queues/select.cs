# Waiting for several things at once: `select` takes whichever comes first, or gives up after a while.
#
# What to see: the reporter waits for news, for a letter and for closing time, and does not care which is first. When
# nothing at all has come for two seconds, it has a coffee instead.
#
#   conc-run scenarios/queues/select.cs
#   conc-run sim scenarios/queues/select.cs
scenario "Whichever comes first" { }

queue news
queue letters
event closing_time

thread reporter {
    loop {
        select {
            case headline = news.get() {
                print("breaking: {headline}")
            }
            case letter = letters.get() {
                print("dear {letter}")
            }
            case closing_time.wait() {
                print("good night")
                return
            }
            after 2s {
                print("nothing for two seconds: coffee")
            }
        }
    }
}

reporter.start()
sleep(500ms)
news.put("a fork is missing")
sleep(1s)
letters.put("editor")
sleep(3s)
news.put("it is found")
sleep(500ms)
closing_time.set()
