# Durations: whole nanoseconds, signed.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}

# literals, and how they print: in the largest of s, ms, us, ns in which it is at least 1
assert 1s == 1000ms and 1ms == 1000us and 1us == 1000ns and 3m == 180s and 1h == 3600s
assert 1.5s == 1500ms and 0.1s == 100ms and 2.5h == 9000s and 1_000ms == 1s
assert str(90s) == "90s" and str(1500ms) == "1.5s" and str(250ms) == "250ms" and str(0s) == "0s" and str(0ns) == "0s"
assert str(3m) == "180s" and str(1h) == "3600s"
assert str(999ms) == "999ms" and str(1000us) == "1ms" and str(1234567ns) == "1.234567ms" and str(1001us) == "1.001ms"
assert str(999ns) == "999ns" and str(1ns) == "1ns" and str(1500ns) == "1.5us"
assert str(1000000001ns) == "1.000000001s"
assert str(-1500ms) == "-1.5s" and str(-250us) == "-250us"
assert repr(2s) == "2s" and type(2s) == "duration"
assert "{[1s, 20ms]}" == "[1s, 20ms]"

# arithmetic
assert 1s + 500ms == 1.5s and 1s - 1500ms == -500ms and -(2s) == -2s
assert 2s * 3 == 6s and 3 * 2s == 6s and 2s * 1.5 == 3s and 0.25 * 2s == 500ms
assert 3s / 2 == 1500ms and 1s / 0.5 == 2s and type(3s / 2) == "duration"
assert 7s / 2s == 3.5 and type(6s / 2s) == "float"
assert 7s // 2s == 3 and type(7s // 2s) == "int" and -7s // 2s == -4
assert 7s % 2s == 1s and -7s % 2s == 1s and 7s % -2s == -1s and 1s % 300ms == 100ms

# * and / by a number round half to even
assert 5ns / 2 == 2ns and 7ns / 2 == 4ns and 1ns / 2 == 0s and 3ns / 2 == 2ns
assert 1ns * 0.5 == 0s and 3ns * 0.5 == 2ns and 5ns * 0.5 == 2ns
assert -5ns / 2 == -2ns and -7ns / 2 == -4ns and -1ns / 2 == 0s
assert 10ns / 3 == 3ns and 11ns / 3 == 4ns and 1s / 3 == 333333333ns and 2s / 3 == 666666667ns

# exact also where a double would not be
assert 9223372036854775807ns * 1 == 9223372036854775807ns
assert 9223372036854775807ns / 1 == 9223372036854775807ns
assert 4611686018427387903ns * 2 == 9223372036854775806ns

# comparison, truth, keys
assert 1s < 2s and 1s > 999ms and 1s <= 1000ms and -1s < 0s
assert 1s != 1 and 0s != 0 and 0s != false
assert not 0s and 1ns and -1s
let names = {1s: "a second", 1: "an int"}
assert names[1000ms] == "a second" and len(names) == 2
assert sorted([3s, 1ms, 2s]) == [1ms, 2s, 3s] and min(2s, 1s) == 1s and max([1s, 1h]) == 1h
assert sum([1s, 500ms]) == 1.5s and abs(-2s) == 2s

# in numbers
assert 1.5s.seconds() == 1.5 and 1.5s.ms() == 1500 and 1.5s.us() == 1500000 and (-1s).seconds() == -1
assert "{1500ms:.2f}" == "1.50" and "{2s:.0f}" == "2" and "{250ms:.3f}" == "0.250"

# errors
assert kind_of(func() => 1s + 1) == "type"
assert kind_of(func() => 1 - 1s) == "type"
assert kind_of(func() => 1s * 1s) == "type"
assert kind_of(func() => 1 / 1s) == "type"
assert kind_of(func() => 1s < 2) == "type"
assert kind_of(func() => 1s ** 2) == "type"
assert kind_of(func() => 1s * "a") == "type"
assert kind_of(func() => 1s / 0) == "zero_division"
assert kind_of(func() => 1s / 0.0) == "zero_division"
assert kind_of(func() => 1s / 0s) == "zero_division"
assert kind_of(func() => 1s // 0s) == "zero_division"
assert kind_of(func() => 1s % 0s) == "zero_division"
assert kind_of(func() => 9223372036854775807ns + 1ns) == "overflow"
assert kind_of(func() => 1h * 10_000_000) == "overflow"
assert kind_of(func() => 1h * 1e10) == "overflow"
assert kind_of(func() => sleep(0 + 2)) == "type"
assert kind_of(func() => sleep(0 + 0.5)) == "type"
assert kind_of(func() => sleep("2s")) == "type"
assert kind_of(func() => sleep(-1s)) == "value"
print("ok durations")
