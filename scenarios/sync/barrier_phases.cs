# A barrier keeps three hikers together: nobody leaves a resting place before the last one has arrived there.
#
# What to see: the hikers walk at their own pace and still begin each leg at the same moment. `wait` tells the place of
# arrival, 0 for the first; who comes last lets all of them go on.
#
#   conc-run scenarios/sync/barrier_phases.cs
#   conc-run sim scenarios/sync/barrier_phases.cs
scenario "Hiking in phases" { }

barrier rest(3)

thread hiker(name, pace) {
    for place in ["the lake", "the hut", "the summit"] {
        sleep(pace)
        print("{name} reaches {place}")
        if rest.wait() == rest.parties - 1 {
            print("{name} was the last, all go on from {place}")
        }
    }
}

hiker("Ann", 1s).start()
hiker("Bob", 3s).start()
hiker("Eve", 2s).start()
