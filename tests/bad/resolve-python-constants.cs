let a = None
let b = True
let c = False
