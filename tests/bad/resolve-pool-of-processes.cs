pool workers(4)
pool others(4, threads: false)
print(workers.map(len, [[1], [2]]))
