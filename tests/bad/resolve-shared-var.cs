shared var hits = 0
hits += 1
