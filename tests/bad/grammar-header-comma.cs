scenario { seed: 1 stop_after: 2s }
