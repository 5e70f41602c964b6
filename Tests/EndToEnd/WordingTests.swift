import Fixtures
import Foundation
import Testing

/// What is refused by its form, and says what to type instead.
struct WordingTests {
  let world: World

  init() throws {
    world = try World(HelpDesk.triggers, files: HelpDesk.files, targets: ["production", "sandbox"])
    world.now = "2026-12-01T00:05:00Z"
  }

  @Test func `a hold needs a reason, and drift knows no other time`() throws {
    for arguments in [
      ["hold", "triggers", "--only", "!1", "--reason", " "],
      ["drift", "--as-of", "2026-12-01"],
      ["rollback", "triggers@production", "--to", "2", "--reason", "x", "--wait", "soon"],
    ] {
      let answer = try world.start(arguments).wait()
      #expect(answer.status == 64, "\(arguments): \(answer.all)")
    }
  }

  @Test func `a plan that cannot be written names the file and what to do`() throws {
    let answer = try world.deploysync("plan", "--out", "/nonexistent/p.json")
    #expect(answer.status == 1)
    #expect(answer.errorText.contains("/nonexistent/p.json: No such file"), "\(answer.all)")
    #expect(!answer.errorText.contains(".tmp"))
    #expect(answer.errorText.contains("--out"), "\(answer.all)")
  }
}
