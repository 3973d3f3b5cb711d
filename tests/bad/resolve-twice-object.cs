queue q
lock q
