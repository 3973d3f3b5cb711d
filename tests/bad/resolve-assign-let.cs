let count = 0
for x in 0..3 { count += 1 }
print(count)
