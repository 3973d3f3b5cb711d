scenario { stop_after = 24s }
