def greet(name):
    print("hello")

greet("bob")
