# A bridge for one direction at a time (SingleLaneBridge.tla; two cars each way, positions 1 to 8, the bridge is 4 and 5). Cars 0 and 1 go right, from 8 down.
# States: 3,605
scenario { expect: "ok" }
let cars = 4
var location = [8, 8, 1, 1]
var waiting = []
invariant "one direction at a time": not (any([4 <= at <= 5 for at in location[0:2]]) and any([4 <= at <= 5 for at in location[2:4]]))

func goes_right(car) { return car < 2 }
func next_of(car, at) {
    if goes_right(car) { return at - 1 if at > 1 else 8 }
    return at + 1 if at < 8 else 1
}
func in_bridge(at) { return 4 <= at <= 5 }

thread driver(car) {
    while true {
        atomic {
            let all_at = location
            let at = all_at[car]
            let goal = next_of(car, at)
            if not in_bridge(goal) or (in_bridge(at) and goal not in all_at) {
                if goal == (6 if goes_right(car) else 3) { waiting.append(car) }
                location[car] = goal
            }
        }
    }
}

thread bridge {
    while true {
        atomic {
            if waiting {
                let first = waiting[0]
                let all_at = location
                let inside = [car for car in 0..cars if in_bridge(all_at[car])]
                let others = [car for car in inside if goes_right(car) != goes_right(first)]
                let goal = next_of(first, all_at[first])
                if not inside or (first not in inside and not others and goal not in all_at) {
                    location[first] = goal
                    waiting.pop(0)
                }
            }
        }
    }
}

let drivers = [driver(car) for car in 0..cars]
for t in drivers { t.start() }
bridge.start()
