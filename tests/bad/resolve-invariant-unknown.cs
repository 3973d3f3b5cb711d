invariant "hits": hits >= 0
var hits = 0
