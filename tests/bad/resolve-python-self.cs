thread car(name) {
    print(self.name)
}
car("MINI").start()
