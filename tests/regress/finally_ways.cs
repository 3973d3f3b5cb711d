# The code of a finally stands for every way out of its block: it may break a loop that lies inside another way, and make functions.
func out_of_two() {
    for x in [1, 2] {
        try {
            for y in [5, 6] {
                return y
            }
        } finally {
            break
        }
    }
    return 7
}
assert out_of_two() == 7

func closing(n) {
    let k = 5
    var seen = []
    try {
        if n > 0 {
            return seen
        }
        if n < 0 {
            raise "below"
        }
    } finally {
        let z = n * 10
        let add = func(x) => x + z + k
        seen.append(add(1))
        print(seen)
    }
    return seen
}
assert closing(1) == []
assert closing(0) == [6]
try {
    closing(-1)
    assert false
} catch error as e {
    assert e.message == "below"
}
