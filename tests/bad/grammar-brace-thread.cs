thread t
{
    print("in t")
}
