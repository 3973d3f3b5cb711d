select { }
