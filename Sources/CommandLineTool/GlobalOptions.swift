import ArgumentParser

/// The options of every command.
struct GlobalOptions: ParsableArguments {
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, markdown, ics }
  enum Color: String, ExpressibleByArgument, CaseIterable { case auto, always, never }

  @Option(
    name: .customShort("C"),
    help: ArgumentHelp("Run as if started in this folder.", valueName: "dir"),
    completion: .directory)
  var directory: String?

  @Option(
    help: ArgumentHelp(
      "The operator's targets file; else $DEPLOYSYNC_TARGETS, else .git/deploysync/targets.yaml.",
      valueName: "file"),
    completion: .file(extensions: ["yaml", "yml"]))
  var targets: String?

  @Flag(help: "Fetch the branch and other repositories first. Commands that write do so anyway.")
  var fetch = false

  @Flag(help: "Never ask the network: work with what was fetched before.")
  var offline = false

  @Option(help: "How to answer: text, json or markdown; calendar also as ics.")
  var format: Format = .text

  @Option(help: "When to use colours; auto is on a terminal unless NO_COLOR is set.")
  var color: Color = .auto

  @Flag(help: "Print a long answer at once instead of page by page.")
  var noPager = false

  @Flag(name: [.customShort("q"), .long], help: "No notes and no progress on standard error.")
  var quiet = false

  @Flag(name: [.customShort("v"), .long], help: "More notes.")
  var verbose = false

  func validate() throws {
    if fetch && offline { throw ValidationError("--fetch and --offline exclude each other.") }
  }
}
