thread t { }
print(t.nmae)
t.color = "red"
