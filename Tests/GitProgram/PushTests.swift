import Domain
import Fixtures
import FoundationEssentials
import GitProgram
import Testing

struct PushTests {
  let remote: Remote
  private let limit = Duration.seconds(20)

  init() async throws { remote = try await Remote() }

  private func head() async throws -> ObjectID {
    try #require(ObjectID(hex: try await remote.ask(remote.clone, "rev-parse", "HEAD")))
  }

  private func push(
    _ commit: ObjectID, expecting tip: ObjectID?
  ) throws -> GitCommand.PushAnswer {
    try remote.clone.push(
      commit, to: "x/y", expecting: tip, remote: "origin", timeLimit: limit)
  }

  private func hook(_ name: String, in folder: String, _ lines: String) throws {
    let file = "\(remote.path)/\(folder)/.git/hooks/\(name)"
    try FileManager.default.createDirectory(
      atPath: "\(remote.path)/\(folder)/.git/hooks", withIntermediateDirectories: true)
    try ProgramFile.write(Array("#!/bin/sh\n\(lines)\n".utf8), to: file)
  }

  @Test func `it replaces exactly what it expects`() async throws {
    let first = try await head()
    #expect(try push(first, expecting: nil) == .accepted)
    #expect(try remote.clone.remoteBranch("x/y", of: "origin", timeLimit: limit) == first)
    try await remote.ask(remote.clone, "commit", "-q", "--allow-empty", "-m", "Two")
    let second = try await head()
    for wrong in [nil, second] {
      #expect(try push(second, expecting: wrong) != .accepted)
    }
    #expect(try remote.clone.remoteBranch("x/y", of: "origin", timeLimit: limit) == first)
    #expect(try push(second, expecting: first) == .accepted)
    #expect(try remote.clone.remoteBranch("x/y", of: "origin", timeLimit: limit) == second)
  }

  @Test func `a mirror's settings do not count`() async throws {
    try await remote.ask(remote.clone, "config", "remote.origin.mirror", "true")
    let commit = try await head()
    #expect(try push(commit, expecting: nil) == .accepted)
    #expect(try remote.clone.remoteBranch("x/y", of: "origin", timeLimit: limit) == commit)
    #expect(try remote.clone.remoteBranch("main", of: "origin", timeLimit: limit) != nil)
  }

  @Test func `the hooks of the clone are not run, those of the server are`() async throws {
    for name in ["pre-push", "reference-transaction"] {
      try hook(name, in: "clone", "exit 1")
    }
    try hook("pre-receive", in: "origin", "echo was asked >\(remote.path)/asked")
    try await remote.commit("Two")
    let commit = try await head()
    #expect(try push(commit, expecting: nil) == .accepted)
    try remote.clone.fetch(remote: "origin", branch: "main", timeLimit: limit)
    #expect(try await remote.ask(remote.clone, "rev-parse", "origin/main") != commit.hex)
    #expect(FileManager.default.contents(atPath: remote.path + "/asked") != nil)
  }
}
