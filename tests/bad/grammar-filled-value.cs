scenario { expect: "ra{1}ce" }
print(1)
