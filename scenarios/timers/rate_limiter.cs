# A rate limiter: a bucket of three tokens that a timer fills up, one token every half second.
#
# What to see: the first three requests find tokens and go through at once; the others go through as the timer brings
# new ones, two in a second. A token for a full bucket is thrown away: that is the `else` of the select.
#
#   conc-run scenarios/timers/rate_limiter.cs
#   conc-run sim scenarios/timers/rate_limiter.cs
scenario "A rate limiter" { }

queue bucket(3)
for n in 0..3 {
    bucket.put("token")
}

daemon timer refill every 500ms {
    select {
        case bucket.put("token") { }
        else {
            print("the bucket is full")
        }
    }
}

thread client(n) {
    bucket.get()
    print("request {n} goes through")
}

refill.start()
sleep(600ms)
for n in 1..7 {
    client(n).start()
}
