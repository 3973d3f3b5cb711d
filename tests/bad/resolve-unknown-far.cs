print(qwertz)
