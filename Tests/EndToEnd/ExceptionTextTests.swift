import Fixtures
import Foundation
import Testing

struct ExceptionTextTests {
  private static let configuration =
    HelpDesk.standard + """
      exceptions:
        steps:
          - impact: { by: [olga@example.com] }
          - decision: { by: [max@example.com] }
          - confirmation: { by: requester }

      """

  @Test(arguments: ["text", "markdown"])
  func `text of a commit controls neither the terminal nor a comment`(format: String) throws {
    let world = try World(Self.configuration, files: HelpDesk.files)
    func run(_ name: String, _ arguments: [String]) throws -> ProgramResult {
      try world.start(
        arguments, at: "2026-11-12T10:00:00Z",
        environment: [
          "GIT_COMMITTER_EMAIL": "\(name)@example.com", "TERM": "xterm-256color",
        ]
      ).wait()
    }
    let base = try run(
      "olga", ["baseline", "triggers@production", "--at", "origin/main", "--unproven"])
    #expect(base.status == 0, "\(base.all)")
    let hostile =
      "\u{1b}[2J\u{1b}]0;owned\u{7} <img src=x onerror=alert(1)> **b** [l](javascript:x) `c`"
    try world.push(
      "\(hostile)\r\n\n# Owned\n\n</details><script>alert(2)</script>",
      [
        "data/triggers/<img src=y>`|[x](javascript:y).yaml":
          "\u{1b}[31mred\n```\n# Owned\n<script>alert(3)</script>\n",
        "data/triggers/esc\u{1b}[2J\u{202e}.yaml": "x\n",
      ], at: "2026-11-11T10:00:00Z",
      author: Person(
        name: "\u{1b}[1mEve **b** | [l](javascript:z) `c` @all", email: "eve@example.com"))
    try world.clone.git("fetch", "-q", "origin")
    let asked = try run(
      "rita",
      [
        "exception", "request", "triggers@production", "--reason",
        "\u{1b}[2J<img src=z> \n# Owned",
      ])
    #expect(asked.status == 0, "\(asked.all)")
    let impact = try run("olga", ["exception", "impact", "E-1", "--format", format])
    #expect(impact.status == 0, "\(impact.all)")
    for output in [impact.text, impact.errorText] {
      let controls = output.unicodeScalars.filter {
        ($0.value < 32 && $0 != "\n" && $0 != "\t") || (127..<160).contains($0.value)
          || $0.value == 0x202e
      }
      #expect(controls.isEmpty, "\(controls.map(\.value)) in \(output)")
    }
    guard format == "markdown" else { return }
    // Outside of fenced and inline code nothing of it is markup.
    var fence: String?
    for line in impact.text.split(separator: "\n", omittingEmptySubsequences: false) {
      let marks = line.prefix { $0 == "`" }
      if let open = fence {
        if marks.count >= open.count, marks == line { fence = nil }
        continue
      }
      if marks.count >= 3 {
        fence = String(marks)
        continue
      }
      #expect(!line.hasPrefix("# Owned"), "\(line)")
      let plain = line.replacing(/(`+)(?:[^`]|(?!\1)`)*?\1/, with: "")
      #expect(plain.firstMatch(of: /(?:^|[^\\])<\/?[a-z]/) == nil, "\(line)")
      #expect(plain.firstMatch(of: /(?:^|[^\\])\]\(javascript/) == nil, "\(line)")
      #expect(plain.firstMatch(of: /(?:^|[^\\*])\*\*b\*\*/) == nil, "\(line)")
    }
    #expect(fence == nil, "a fence is open at the end:\n\(impact.text)")
  }
}
