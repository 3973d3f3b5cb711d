let a = 1
a = 2
print(b)
queue q(10)
q.pt(1)
undefined_function()
print(b)
