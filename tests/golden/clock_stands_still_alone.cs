# The same by steps that nobody else can see, which count less.
# Exit status: 1
scenario { stop_after: 10s, limits: {"moment": 20000} }
print("begins")
sleep(1s)
var n = 0
loop { n += 1 }
