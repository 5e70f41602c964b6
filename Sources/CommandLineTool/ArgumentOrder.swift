/// Lets global options stand before the subcommand too, as git's do: `deploysync -C DIR queued`.
enum ArgumentOrder {
  private static let withValue: Set<String> = ["-C", "--targets", "--format", "--color"]
  private static let groups: Set<String> = ["ledger", "hook", "exception"]

  /// The arguments with everything before the subcommand moved behind it.
  static func subcommandFirst(_ arguments: [String]) -> [String] {
    // What the shells' completions call is no command line.
    let isMachinery = arguments.contains {
      $0.hasPrefix("---completion") || $0.hasPrefix("--generate-completion-script")
    }
    if isMachinery { return arguments }
    var leading: [String] = []
    var index = 0
    while index < arguments.count, arguments[index].hasPrefix("-") {
      // These belong to the program itself.
      if ["--help", "-h", "--version", "--"].contains(arguments[index]) { return arguments }
      leading.append(arguments[index])
      if withValue.contains(arguments[index]), index + 1 < arguments.count {
        index += 1
        leading.append(arguments[index])
      }
      index += 1
    }
    var end = index + 1
    if index < arguments.count, groups.contains(arguments[index]) { end += 1 }
    guard !leading.isEmpty, index < arguments.count else { return arguments }
    end = min(end, arguments.count)
    return Array(arguments[index..<end]) + leading + arguments[end...]
  }
}
