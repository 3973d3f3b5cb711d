thread t(func(x) => x, ["x"], nmae: "n", daemon: true)
