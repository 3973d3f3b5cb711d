print(1) print(2)
let x = 5 let y = 6
thread t { }
t.start() t.join()
queue(8) name
