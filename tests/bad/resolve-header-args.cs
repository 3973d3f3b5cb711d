scenario { args: "4 fast", arg: ["4"] }
print(args())
