print(“hello”)
print('hello')
