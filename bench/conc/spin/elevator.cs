# A lift, F floors, R riders who each make one trip: call, board where it stands open, leave at the goal.
let f = int(args[0])
let r = int(args[1])
var at = 0
var ended = 0
var open = false
var moving = false
var stop = [false for i in 0..f]

thread lift {
    var up = true
    var more = true
    while more {
        var stops = false
        atomic {
            more = ended < r
            stops = more and stop[at]
            if stops {
                open = true
            }
        }
        if stops {
            atomic { stop[at] = false }
            atomic { open = false }
        } else if more {
            atomic { moving = true }
            atomic {
                assert not open
                if at == f - 1 {
                    up = false
                } else if at == 0 {
                    up = true
                }
                if up {
                    at += 1
                } else {
                    at -= 1
                }
            }
            atomic { moving = false }
        }
    }
}

# Waits until the lift stands open at the floor, and calls it meanwhile.
func ride(floor, goal) {
    var there = false
    while not there {
        await (open and at == floor and not moving) or (not stop[floor] and not open)
        atomic {
            if open and at == floor and not moving {
                there = true
                if goal != nil {
                    stop[goal] = true
                }
            } else if not stop[floor] and not open {
                stop[floor] = true
            }
        }
    }
}

thread rider(i) {
    let goal = choose([i for i in 0..f])
    ride(i % f, goal)
    ride(goal, nil)
    atomic { ended += 1 }
}

lift.start()
for i in 1..r + 1 {
    rider(i).start()
}
