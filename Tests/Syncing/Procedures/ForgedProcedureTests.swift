import Domain
import Fixtures
import Foundation
import Ledger
import Testing

@testable import Syncing

/// Ledgers that say something wrong of procedures, which their form alone does not show.
struct ForgedProcedureTests {
  private let sandbox: Sandbox
  private let path = "procedures/live/oncall.json"

  init() throws {
    sandbox = try Sandbox()
    try sandbox.configure(Sandbox.special)
    try sandbox.merge("First", ["oncall/a": "1"])
    try sandbox.advance()
    #expect(try sandbox.audit() == [])
  }

  @Test func `a procedure that leaves a step out is found`() throws {
    try sandbox.forge(path) { value in
      var steps = value["steps"] as? [Any]
      steps?.removeFirst()
      value["steps"] = steps
    }
    #expect(
      try sandbox.audit() == [
        "it begins the procedure of oncall@live with other steps than deploysync.yaml has there"
      ])
  }

  @Test func `one begun in the name of somebody else is found`() throws {
    try sandbox.forge(path) { $0["begunBy"] = "tom@example.com" }
    #expect(try sandbox.audit().first?.contains("says that tom@example.com began it") == true)
  }

  @Test func `a step confirmed in the name of somebody else is found`() throws {
    try sandbox.configure(
      Sandbox.special.replacing("      - sync", with: "      - manual: Wait\n      - sync"))
    _ = try sandbox.walk().abandon(reason: "anew")
    try sandbox.advance()
    try sandbox.advance(done: 1)
    #expect(try sandbox.audit() == [])
    try sandbox.forge(path) { value in
      var steps = value["steps"] as? [[String: Any]] ?? []
      var done = steps[0]["done"] as? [String: Any]
      done?["by"] = "tom@example.com"
      steps[0]["done"] = done
      value["steps"] = steps
    }
    #expect(
      try sandbox.audit().first?.hasPrefix("step 1 of oncall@live says that tom@example.com did it")
        == true)
  }

  @Test func `a run past the procedure is found`() throws {
    _ = try sandbox.walk().abandon(reason: "a hurry")
    let special = try #require(sandbox.head)
    // Somebody who may push the ledger runs with rules of their own, and says that it was decided by
    // those of the branch.
    try sandbox.configure(
      "items: { oncall: { paths: [oncall], targets: { live: { deployment: ad-hoc } } } }\n")
    let head = try #require(sandbox.head)
    let run = try sandbox.apply().record.run
    #expect(try sandbox.audit() == [])
    try sandbox.forge(message: { $0.replacing(head.hex, with: special.hex) })
    #expect(
      try sandbox.audit().contains(
        "run \(run) deploys oncall@live, which is special, without its procedure"))
  }

  @Test func `a procedure of what is not special is found`() throws {
    let special = try #require(sandbox.head)
    try sandbox.configure("items: { oncall: { paths: [oncall], targets: [live] } }\n")
    let head = try #require(sandbox.head)
    try sandbox.forge(path) { $0["commit"] = head.hex }
    try sandbox.forge(message: { $0.replacing(special.hex, with: head.hex) })
    #expect(
      try sandbox.audit() == ["it begins the procedure of oncall@live, which is not special there"])
  }
}
