process p = 3
int x = 5
