queue q
try {
    q.get(timeout: 1s)
} except timeout as e {
    print(e)
}
