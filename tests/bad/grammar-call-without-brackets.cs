queue q
sleep 2s
q.put 5
print 1.5
