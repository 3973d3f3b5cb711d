let x := 1
