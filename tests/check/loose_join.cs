# Options: --strategy dpor --time loose
# A process that was alive just now may have ended before the time-out of who joins it.
scenario { expect: "assert" }

process child { exit(3) }

child.start()
let alive = child.is_alive()
let joined = child.join(timeout: 1s)
assert not (alive and joined), "it ended in between"
