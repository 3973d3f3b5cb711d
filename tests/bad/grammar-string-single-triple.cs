print('''a
b''')
