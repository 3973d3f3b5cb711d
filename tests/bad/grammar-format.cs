let x = 1
print("{x:>>8}")
print("{x:8z}")
print("{x:.}")
print("{x:9999999}")
