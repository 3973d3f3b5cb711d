scenario { "seed": 1 }
