if len(args) == 0 { return }
print(args)
