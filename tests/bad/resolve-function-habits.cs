wait(1s)
sleep_ms(10)
print(randint(1, 5))
setTimeout(1s, print)
