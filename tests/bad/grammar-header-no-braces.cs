scenario "A title alone"
print("x")
