break
if true { continue }
