try { f() } catch timeout e { g() }
