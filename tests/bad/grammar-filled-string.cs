scenario "v {x}" { expect: "ra{x}ce" }
let x = 1
invariant "x is {x}": x == 1
try { } catch "mine {x}" { }
import "x {y}"
