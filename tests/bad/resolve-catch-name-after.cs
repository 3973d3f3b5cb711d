try { raise "text" } catch e { print(e.message) }
print(e)
