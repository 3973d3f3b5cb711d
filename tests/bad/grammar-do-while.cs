while true do
    print("x")
