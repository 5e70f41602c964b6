import Fixtures
import Foundation
import Testing

/// An exception that takes merge requests of two repositories, during a freeze.
struct OtherRepositoryExceptionTests {
  let server: ContentServer
  var world: World { server.world }

  /// `!7` of both repositories waits, and a freeze covers the whole of November.
  init() throws {
    server = try ContentServer(
      ContentServer.configuration(
        binding: "deployment: standard",
        """
        calendar:
          freezes:
            - { from: 2026-11-15, to: 2026-11-30, reason: stocktaking }
        exceptions:
          steps:
            - impact: { by: [olga@example.com] }
            - decision: { by: [max@example.com] }
            - confirmation: { by: requester }
        """))
    try world.folder.write("title: A\n", to: "targets/production/triggers/a.yaml")
    try world.folder.write("Hello\n", to: "targets/production/texts/hello.txt")
    try run("baseline", "triggers@production", "--at", "origin/main")
    try server.push("Greet (!7)", ["texts/hello.txt": "Good morning\n"])
    try server.push("Part (!8)", ["texts/bye.txt": "Bye\n"])
    try world.push("Rename A (!7)", ["data/triggers/a.yaml": "title: AA\n"])
    try world.push("Add B (!9)", ["data/triggers/b.yaml": "title: B\n"])
  }

  @discardableResult
  private func run(_ arguments: String..., by name: String = "olga") throws -> ProgramResult {
    let result = try answer(arguments, by: name)
    guard result.status == 0 else { throw FixtureError(result.all) }
    return result
  }

  private func answer(_ arguments: [String], by name: String) throws -> ProgramResult {
    try world.start(
      arguments,
      environment: [
        "GIT_COMMITTER_NAME": name.capitalized, "GIT_COMMITTER_EMAIL": "\(name)@example.com",
      ]
    ).wait()
  }

  @Test func `a number that both repositories have is refused with both named`() throws {
    let result = try answer(
      ["exception", "request", "triggers", "--only", "!7", "--reason", "outage"], by: "rita")
    #expect(result.status == 64, "\(result.all)")
    #expect(result.errorText.contains("Error: !7 names several entries"), "\(result.all)")
    #expect(result.errorText.contains("!7 Rename A"), "\(result.all)")
    #expect(result.errorText.contains(#/managed [0-9a-f]{10} !7 Greet/#), "\(result.all)")
    #expect(try world.deploysync("exception", "list").text.contains("E-1") == false)
  }

  @Test func `one of each repository goes out in the freeze, and nothing else`() throws {
    try run(
      "exception", "request", "triggers", "--only", "control!7", "--only", "managed!7",
      "--reason", "outage", by: "rita")
    let impact = try run("exception", "impact", "E-1").text
    #expect(impact.contains("May be deployed in a freeze"), "\(impact)")
    #expect(impact.contains("stocktaking"), "\(impact)")
    let asked = try #require(impact.firstRange(of: "Asked for"))
    let staying = try #require(impact.firstRange(of: "Stays behind"))
    #expect(impact[asked.upperBound..<staying.lowerBound].contains("managed!7"), "\(impact)")
    #expect(impact[staying.upperBound...].contains("managed!8"), "\(impact)")
    let json = try run("exception", "show", "E-1", "--format", "json").json
    #expect(json["exceptions"][0]["only"].list.count == 2)
    try run("exception", "approve", "E-1", "--consequences", "none", by: "max")
    try run("exception", "confirm", "E-1", by: "rita")
    try run("apply", "--exception", "E-1")
    #expect(
      world.target() == ["triggers/a.yaml": "title: AA\n", "texts/hello.txt": "Good morning\n"])
    let queued = try run("queued", "--format", "json").json.binding("triggers")["entries"].list
    #expect(queued.filter { $0["status"] == "carried" }.count == 2, "\(queued)")
    #expect(queued.filter { $0["status"] == "queued" }.count == 2, "\(queued)")
    #expect(try world.deploysync("ledger", "verify").status == 0)
  }
}
