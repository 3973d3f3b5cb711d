daemon queue q
daemon timer t after 1s { print("fine") }
