daemon lock m
