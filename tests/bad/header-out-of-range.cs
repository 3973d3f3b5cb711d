scenario {
    cores: 4097
    stop_after: 0s
    check_interval: 0
}
print(1)
