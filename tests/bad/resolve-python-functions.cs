print(isinstance(1, 2), tuple([1]), dict(), map(len, []))
