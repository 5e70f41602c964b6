import Fixtures
import Foundation
import Testing

/// Text from commits, files and targets: it never controls the terminal, a Markdown comment or an
/// HTML page.
struct HostileTextTests {
  let world: World

  static let subject =
    "\u{1B}[31mred\u{1B}]0;title\u{7} **bold** <script>alert(1)</script> [x](javascript:y)"
    + " \u{202E}desrever | `code` @all #1 !2\r~group"
  static let name = "Eve \u{1B}[2J **x** &b;"

  init() throws {
    world = try World(HelpDesk.triggers, files: HelpDesk.files, targets: ["production", "sandbox"])
    world.now = "2026-12-01T00:05:00Z"
    try world.deploysync("apply")
    try world.push(
      Self.subject, ["data/triggers/b\u{1B}[1m<i>`|x.yaml": "title: \u{1B}[31m\n"],
      author: Person(name: Self.name, email: "eve@example.com"))
    try world.clone.git("fetch", "-q")
  }

  /// Control characters other than line ends, and characters that change the direction.
  private func harmful(_ text: String) -> [Unicode.Scalar] {
    text.unicodeScalars.filter { scalar in
      (scalar.properties.generalCategory == .control && scalar != "\n")
        || scalar.properties.generalCategory == .format
    }
  }

  static let commands: [[String]] = [
    ["queued"], ["queued", "--commits"], ["status"], ["plan"], ["calendar"], ["history"],
    ["apply"], ["check"], ["baseline", "triggers@production", "--at", "main"],
  ]

  @Test(arguments: commands)
  func `no command prints a character that controls the terminal`(command: [String]) throws {
    for format in ["text", "markdown"] {
      let result = try world.start(command + ["--format", format]).wait()
      #expect(harmful(result.text) == [], "\(format): \(result.all)")
      #expect(harmful(result.errorText) == [], "\(format): \(result.all)")
    }
  }

  @Test func `markdown has no HTML, link, mention or table of the commit's making`() throws {
    let text = try world.deploysync("queued", "--format", "markdown").text
    for harmful in ["<script", "<b>", "**bold**", "[x](", "@all", " #1", " !2"] {
      #expect(!text.contains(harmful), "\(harmful): \(text)")
    }
    #expect(text.contains("desrever"), "\(text)")
  }

  @Test func `JSON keeps the text as it is`() throws {
    let json = try world.deploysync("queued", "--format", "json").json
    let entry = json.binding("triggers@production")["entries"][0]
    #expect(entry["subject"].text?.contains("\u{1B}[31mred") == true)
    #expect(entry["author"]["name"] == .text(Self.name))
    let raw = try world.deploysync("queued", "--format", "json").text
    #expect(harmful(raw).filter { $0.properties.generalCategory == .control } == [], "\(raw)")
  }

  @Test func `a hook's few lines are harmless, too`() throws {
    world.clone.environment = try world.environment()
    try world.deploysync("hook", "install")
    try world.clone.git("config", "advice.diverging", "false")
    let result = try world.deploysync("hook", "run", "post-merge", "0")
    #expect(result.status == 0)
    #expect(harmful(result.errorText) == [], "\(result.all)")
    #expect(result.errorText.split(separator: "\n").count <= 4)
  }

  @Test func `a hostile configuration is quoted harmlessly in its error`() throws {
    try world.push(
      "Break", ["deploysync.yaml": "version: 1\n\"\\e[31mx\\u202e<b>\": 1\nitems: {}\n"])
    let result = try world.deploysync("apply", "--format", "markdown")
    #expect(result.status == 78, "\(result.all)")
    #expect(harmful(result.errorText) == [], "\(result.all)")
  }

  @Test func `colours are only there when asked for`() throws {
    let always = try world.deploysync("status", "--color", "always")
    #expect(always.text.contains("\u{1B}["))
    let never = try world.deploysync("status", "--color", "never")
    #expect(harmful(never.text) == [])
    #expect(harmful(try world.deploysync("status").text) == [])
  }
}
