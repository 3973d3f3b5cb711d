lock m extra
