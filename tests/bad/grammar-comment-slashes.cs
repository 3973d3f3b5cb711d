// prints x
print("x")  
/* and
 more */
print("y")
