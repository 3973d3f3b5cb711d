print(args())
