scenario "Keys" { stop_afer: 3s, seed: 1, seed: 2, colour: "red" }
