var n = 0
await n = 3
