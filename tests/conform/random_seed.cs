# random, choose, shuffle: by the seed; each task has its own stream.
scenario { seed: 7 }
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
let mine = [random(1, 1_000_000) for i in 0..5]
assert len({n: true for n in mine}) > 1
queue out
thread drawer(n) { out.put([random(1, 1_000_000) for i in 0..5]) }
let d1 = drawer(1)
d1.start()
d1.join()
let first = out.get()
let d2 = drawer(2)
d2.start()
d2.join()
let second = out.get()
assert first != second and first != mine     # different tasks draw differently

assert random(5, 5) == 5 and random(-3, -3) == -3 and random(1.5, 1.5) == 1.5
assert all([-2 <= random(-2, 2) <= 2 for i in 0..100])
let wide = random(-9223372036854775808, 9223372036854775807)
assert type(wide) == "int"
let d = random(0.0, 10.0)
assert 0.0 <= d <= 10.0
let xs = list(0..20)
let mixed = shuffle(xs)
assert sorted(mixed) == xs and mixed != xs and xs == list(0..20)
assert shuffle([]) == [] and shuffle([1]) == [1]
assert {choose([1, 2, 3]): true for i in 0..100} == {1: true, 2: true, 3: true}
assert choose("a") == "a" and choose(4..5) == 4
assert kind_of(func() => random(3, 1)) == "value" and kind_of(func() => random("a", "b")) == "type" and kind_of(func() => choose(5)) == "type"
print("ok random_seed")
