import Domain
import Fixtures
import Git
import Testing

@testable import Syncing

/// The name of the branch that hand-made changes are committed to.
struct AdoptionBranchTests {
  private let sandbox: Sandbox
  private let head: ObjectID

  init() throws {
    sandbox = try Sandbox()
    head = try sandbox.merge("First", ["a/1": "1"])
  }

  private func branch(_ name: String) throws {
    try sandbox.repository.updateReference(
      "refs/heads/\(name)", from: nil, to: head, message: "test")
  }

  private func refusal(_ name: String) throws -> AdoptionError? {
    do {
      try AdoptionBranch(name).requireFree(in: sandbox.repository, remote: "origin")
      return nil
    } catch let error as AdoptionError { return error }
  }

  @Test func `only a branch below adopt is offered for deletion`() throws {
    try branch("topic")
    try branch("adopt/a-live")
    #expect(try refusal("topic")?.hints == ["choose another name with --branch"])
    #expect(try refusal("adopt/a-live")?.hints.first?.contains("git branch -D adopt/a") == true)
    #expect(try refusal("adopt/b-live") == nil)
  }

  @Test func `a branch that git cannot have beside it is named`() throws {
    try branch("adopt")
    try branch("mine/deep/er")
    let above = try refusal("adopt/a-live")
    #expect(
      above?.message
        == "there is a branch adopt already, and git cannot have adopt/a-live beside it")
    #expect(try refusal("mine/deep")?.message.contains("branch mine/deep/er already") == true)
    #expect(try refusal("adoption") == nil)
  }
}
