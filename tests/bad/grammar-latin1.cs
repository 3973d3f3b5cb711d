let x = "café"
