var xs = [3, 1]
xs.sort(cmp: func(a, b) => a - b)
xs.sort(func(a) => -a)
