queue q
let put = q.put
put(1)
