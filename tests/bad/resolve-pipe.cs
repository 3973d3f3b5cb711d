pipe a
pipe c, d, e
pipe r, w(duplx: false)
r.write(1)
let x = r.recieve()
