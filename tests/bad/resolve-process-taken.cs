let process = 5
process p { print(process) }
