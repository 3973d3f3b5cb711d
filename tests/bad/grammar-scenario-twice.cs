scenario { seed: 1 }
scenario "again" { seed: 2 }
