shared x = 1
