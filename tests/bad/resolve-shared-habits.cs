let v = Value("i", 0)
let a = Array("i", 10)
let m = Manager()
let d = m.dict()
let w = multiprocessing.Value("i", 0)
let s = SharedMemory("x")
shared var total = 0
shared var total = 1
print(total.value, hits.value)
atom hits(0)
hits.value += 1
with hits.get_lock() { }
hits.get()
totl += 1
func f() {
    var total = 2
    return later
}
shared var later = 1
