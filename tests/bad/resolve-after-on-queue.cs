queue q after 1s { print("no") }
