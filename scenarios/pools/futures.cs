# A future is a result to come: ask for it now, get it later.
#
# What to see: all three cities are asked at once. `as_completed` hands out the futures as they get ready, the quickest
# first; a task that failed raises its error where the result is asked for, not where it happened. `map` makes
# a list of results, and waits for all of them.
#
#   conc-run scenarios/pools/futures.cs
#   conc-run sim scenarios/pools/futures.cs
scenario "Results to come" { }

let answers = {"Rome": [3s, 24], "Oslo": [1s, -3], "Atlantis": [2s, nil]}

func temperature(city) {
    let delay, degrees = answers[city]
    sleep(delay)
    if degrees == nil {
        raise error("lost", "{city} cannot be found")
    }
    return [city, degrees]
}

with pool(3, threads: true) as stations {
    let asked = [stations.apply_async(temperature, [city]) for city in answers]
    for f in as_completed(asked) {
        try {
            let city, degrees = f.get()
            print("{degrees} degrees in {city}")
        } catch "lost" as e {
            print("{e.message}")
        }
    }
}

func square(x) {
    sleep((4 - x) * 1s)                      # the last one is done first ...
    return x * x
}

with pool(3, threads: true) as p {
    print(p.map(square, [1, 2, 3]))          # ... and still the results come in the order of what went in
}
