import Fixtures
import Foundation
import Testing

/// Words in answers, errors and help that once said what is not so.
struct TrueWordsTests {
  private let world: World

  init() throws {
    world = try World(
      """
      version: 1
      timezone: Europe/Berlin
      items:
        macros: { paths: [data/macros], targets: { production: { deployment: ad-hoc } } }
        triggers: { paths: [data/triggers], targets: { production: { deployment: ad-hoc } } }

      """, files: ["data/triggers/a.yaml": "title: A\n", "data/macros/m.yaml": "title: M\n"])
    world.now = "2026-12-01T00:05:00Z"
  }

  private func run(_ answer: ProgramResult) throws -> String {
    let match = try #require(answer.text.firstMatch(of: #/run (\S+) is recorded/#), "\(answer.all)")
    return String(match.output.1)
  }

  @Test func `history says of a baseline that it recorded, not that it applied`() throws {
    try world.folder.write("title: A\n", to: "targets/production/data/triggers/a.yaml")
    try world.deploysync("baseline", "triggers@production", "--at", "origin/main")
    let history = try world.deploysync("history")
    #expect(history.status == 0 && history.text.contains("triggers@production  recorded"))
    #expect(!history.text.contains("applied") && !history.text.contains("0 objects"))
  }

  @Test func `the times of an error are in the configured zone`() throws {
    try world.deploysync("apply")
    try world.deploysync("lock", "triggers", "--reason", "the vendor migrates")
    for arguments in [
      ["rollback", "triggers@production", "--to", "2026", "--reason", "outage"],
      ["queued", "--as-of", "2020-06-01T00:00:00Z"],
    ] {
      let answer = try world.start(arguments).wait()
      #expect(answer.status != 0)
      #expect(answer.errorText.contains(#/ \d\d:\d\d Europe.Berlin/#), "\(answer.all)")
      #expect(!answer.errorText.contains(#/\dT\d\d:\d\d:\d\dZ/#), "\(answer.all)")
    }
  }

  @Test func `help offers no option that drift refuses`() throws {
    let help = try world.deploysync("drift", "--help")
    #expect(!help.text.contains("--as-of") && help.text.contains("--config"))
    let refused = try world.deploysync("drift", "--as-of", "2026-11-01")
    #expect(refused.status == 64 && refused.errorText.contains("--as-of does not go with drift"))
  }

  @Test func `rollback is completed by the runs that the binding can go back to`() throws {
    let first = try run(try world.deploysync("apply", "triggers"))
    try world.deploysync("apply", "macros")
    try world.merge(1, "Change", ["data/triggers/a.yaml": "title: B\n"])
    try world.deploysync("apply", "triggers")
    let words = ["deploysync", "rollback", "triggers@production", "--to", ""]
    let offered = try world.start(
      ["---completion", "rollback", "--", "--to", "4", "0"] + words
    ).wait()
    #expect(
      offered.text.split(separator: "\n").map(String.init).filter { !$0.isEmpty } == [first],
      "\(offered.all)")
  }

  @Test(arguments: ["#7", "!7", "7"]) func `explain takes the names that its help promises`(
    name: String
  ) throws {
    let mark = name.hasPrefix("#") ? "#" : "!"
    try world.push("Change it (\(mark)7)", ["data/triggers/a.yaml": "title: B\n"])
    let answer = try world.deploysync("explain", name, "--fetch")
    #expect(answer.status == 0 && answer.text.hasPrefix("\(mark)7 is not live on"), "\(answer.all)")
  }
}
