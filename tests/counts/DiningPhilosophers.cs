# The philosophers of Chandy and Misra, who clean forks and hand them on (DiningPhilosophers.tla, NP = 5).
# States: 67
scenario { expect: "ok" }
let n = 5
var holder = [0 if fork == 1 else fork for fork in 0..n]
var clean = [false for fork in 0..n]

thread philosopher(p) {
    let right = (p + 1) % n
    var hungry = true
    while true {
        var eats = false
        var thinks = false
        atomic {                     # Loop
            eats = hungry and holder[p] == p and holder[right] == p and clean[p] and clean[right]
            thinks = not hungry
            if holder[p] == p and not clean[p] {
                holder[p] = (p + n - 1) % n
                clean[p] = true
            } else if holder[right] == p and not clean[right] {
                holder[right] = right
                clean[right] = true
            }
        }
        if eats {
            atomic {                 # Eat
                hungry = false
                clean[p] = false
                clean[right] = false
            }
        } else if thinks {
            atomic { hungry = true } # Think
        }
    }
}

let philosophers = [philosopher(p) for p in 0..n]
for t in philosophers { t.start() }
