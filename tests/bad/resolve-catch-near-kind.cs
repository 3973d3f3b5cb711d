queue q
try {
    q.get(timeout: 1s)
} catch timeot {
    print("too late")
}
