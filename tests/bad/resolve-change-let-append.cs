let xs = []
for i in 0..3 { xs.append(i) }
print(xs)
