let pair = (1, 2)
let none = ()
