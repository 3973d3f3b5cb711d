# The time-out may come at the very moment at which what was waited for is there: whoever gives up has to look once more.
# Options: --time loose
scenario { expect: "assert" }

queue replies
var answered = false
lock m

thread server {
    with m { answered = true }
    replies.put("done")
}

server.start()
try {
    replies.get(timeout: 50ms)
} catch timeout {
    with m { assert not answered }
}
