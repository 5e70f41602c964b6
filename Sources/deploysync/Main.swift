import CommandLineTool

@main
struct Main {
  static func main() async {
    await CommandLineTool.run()
  }
}
