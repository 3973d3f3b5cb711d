with pool(4) as { f() }
