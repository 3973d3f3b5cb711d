thread t(print, ["x"], nmae: "n", daemon: true)
