let xs = [x for x of ys]
