queue q(10, 20)
lock m(1)
