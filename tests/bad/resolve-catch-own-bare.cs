try { print(1) } catch timeout, mine { print(2) }
try { print(1) } catch mine as e { print(e) }
