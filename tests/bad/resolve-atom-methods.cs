atom hits(0)
hits.increment()
hits += 1
hits.fetch_add(1)
