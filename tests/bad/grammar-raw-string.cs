let path = r"C:\temp"
