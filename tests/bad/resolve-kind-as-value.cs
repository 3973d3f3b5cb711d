thread car(name) { print(name) }
let makers = [car, queue]
