for (x in xs) { print(x) }
for x of xs { print(x) }
for i = 0 { print(i) }
