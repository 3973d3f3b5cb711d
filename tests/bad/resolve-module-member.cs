print(math.floor(2.5), sys.argv)
let n = random.randint(1, 6)
