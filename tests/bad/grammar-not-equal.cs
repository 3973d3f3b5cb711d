if a <> b { f() }
if a === b { f() }
