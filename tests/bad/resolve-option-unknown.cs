queue q(capacty: 3)
event e(sett: true)
queue r(maxsize: 3)
