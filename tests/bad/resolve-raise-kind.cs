raise timeout
