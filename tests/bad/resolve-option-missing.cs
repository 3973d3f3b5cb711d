barrier b
