print(len())
print(abs(1, 2))
print("a", seperator: ", ")
sleep()
