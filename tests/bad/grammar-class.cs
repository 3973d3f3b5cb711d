class Car(Thread) {
    print("go")
}
