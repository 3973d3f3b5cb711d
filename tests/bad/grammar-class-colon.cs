class Car:
    print("go")
