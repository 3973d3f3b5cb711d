var x = null
