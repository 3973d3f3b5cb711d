try:
    f()
except timeout:
    print("late")
