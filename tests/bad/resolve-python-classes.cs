let t = Thread(target=print)
let m = Lock()
let v = Value("i", 0)
let q = Queue()
