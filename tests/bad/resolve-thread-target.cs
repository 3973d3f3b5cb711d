func work_on(n) { print(n) }
thread t(target=work_on, args=[1])
