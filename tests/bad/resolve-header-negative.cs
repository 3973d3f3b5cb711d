scenario { stop_after: -3s, limits: 5, cores: true, expect: [] }
