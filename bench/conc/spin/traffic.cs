# A crossing with a light and CARS cars, ROUNDS crossings each: green one way, red, green the other way, when nobody is inside.
let cars = int(args[0])
let rounds = int(args[1])
let red = 2
var green = red
var inside = [0, 0]
var done = 0

thread light {
    var way = 0
    while true {
        await inside[0] == 0 and inside[1] == 0
        var over = false
        atomic { over = done == cars }
        if over {
            return
        }
        atomic { green = way }
        atomic { green = red }
        way = 1 - way
    }
}

thread car() {
    for i in 0..rounds {
        let way = choose([0, 1])
        var in_it = false
        while not in_it {
            await green == way
            atomic {
                if green == way {
                    inside[way] += 1
                    in_it = true
                }
            }
        }
        atomic { assert inside[1 - way] == 0 }
        atomic { inside[way] -= 1 }
    }
    atomic { done += 1 }
}

light.start()
for i in 0..cars {
    car().start()
}
