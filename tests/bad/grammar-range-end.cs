let xs = [1, 2]
for i in 1..=3 { print(i) }
for i in 0...3 { print(i) }
for i in 0..<len(xs) { print(i) }
print(...xs)
