# Whoever gives up looks once more.
# Options: --time loose
scenario { expect: "ok" }

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
    with m { if answered { replies.get() } }
}
