@main struct Command { static func main() { print("apus") } }
