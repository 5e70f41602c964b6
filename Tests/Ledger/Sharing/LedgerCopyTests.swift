import Domain
import Fixtures
import Foundation
import Git
import Ledger
import Testing

/// A remote's ledger that was rewritten, shortened or deleted is noticed, whatever git has fetched.
struct LedgerCopyTests: SharedChainTests {
  let chain: SharedChain
  /// Three steps.
  let steps: [ObjectID]

  init() throws {
    chain = try SharedChain()
    try chain.ledger.refresh()
    steps = try Self.steps(of: chain)
  }

  /// What a fetch by git itself does.
  private func fetchByGit() throws {
    let copy = try repository.reference(location.reference)
    if let tip = try remote.tip() {
      try repository.updateReference(location.reference, from: copy, to: tip, message: "fetch")
    } else if let copy {
      try repository.deleteReference(location.reference, expecting: copy)
    }
  }

  private func message(_ work: () throws -> Void) -> String {
    do {
      try work()
      return "nothing"
    } catch {
      return (error as? SharingError)?.message ?? "\(error)"
    }
  }

  @Test func `a rewritten one is refused, asked for or fetched by git, until it is accepted`()
    throws
  {
    let other = try commit("other", on: steps[0])
    try remote.force(other)
    let expected =
      "the ledger of origin was rewritten: it is at \(other.short), which does not contain "
      + "\(steps[2].short), seen here before"
    #expect(message { try ledger.refresh() } == expected)
    #expect(try copy() == steps[2], "the copy stays what it was")
    try fetchByGit()
    #expect(message { _ = try copy() } == expected)
    #expect(message { try ledger.refresh() } == expected)
    try ledger.accept(other)
    #expect(try copy() == other)
    try ledger.refresh()
  }

  @Test func `a shortened one is refused`() throws {
    try remote.force(steps[1])
    #expect(message { try ledger.refresh() }.contains("was rewritten"))
    try fetchByGit()
    #expect(message { _ = try copy() }.contains("which is older than \(steps[2].short)"))
  }

  @Test func `a deleted one is refused, also after git has pruned the copy`() throws {
    try remote.force(nil)
    let expected =
      "origin has no ledger any more; it was at \(steps[2].short) when it was seen last"
    #expect(message { try ledger.refresh() } == expected)
    try fetchByGit()
    #expect(message { _ = try copy() }.contains("is gone here"))
    #expect(message { try ledger.refresh() } == expected)
    try ledger.accept(nil)
    #expect(try copy() == nil)
  }

  @Test func `only what was named is accepted`() throws {
    try remote.force(steps[0])
    #expect(message { try ledger.accept(steps[1]) }.contains("was rewritten"))
    #expect(message { try ledger.accept(nil) }.contains("was rewritten"))
    #expect(message { try ledger.refresh() }.contains("was rewritten"))
  }

  @Test func `a copy that git moved back is brought up by asking`() throws {
    try repository.updateReference(
      location.reference, from: steps[2], to: steps[0], message: "an old fetch")
    #expect(message { _ = try copy() }.contains("which is older than"))
    try ledger.refresh()
    #expect(try copy() == steps[2])
  }

  @Test func `a ledger of this repository alone is shared where it goes on, and else refused`()
    throws
  {
    let more = try commit("four, here", on: steps[2])
    try repository.updateReference(location.name, from: nil, to: more, message: "")
    #expect(message { _ = try copy() }.contains("has a ledger of its own"))
    let exchange = try ledger.exchange()
    #expect(exchange.shared == 1 && exchange.tip == more)
    #expect(try remote.tip() == more)
    #expect(try copy() == more)

    let foreign = try commit("a second root", on: nil)
    try repository.updateReference(location.name, from: more, to: foreign, message: "")
    #expect(message { _ = try copy() }.contains("that of origin is another one"))
    #expect(message { _ = try ledger.exchange() }.contains("that of origin is another one"))
    #expect(try remote.tip() == more)
  }

  @Test func `an older ledger of this repository is no obstacle`() throws {
    try repository.updateReference(location.name, from: nil, to: steps[1], message: "")
    #expect(try copy() == steps[2])
    let exchange = try ledger.exchange()
    #expect(exchange.tip == steps[2] && exchange.received == 0 && exchange.shared == 0)
  }

  @Test func `a damaged note of what was seen is an error and no permission`() throws {
    try Data("garbage\n".utf8).write(
      to: URL(filePath: "\(repository.commonDirectory)/deploysync/seen/\(location.reference)"))
    #expect(throws: LedgerError.self) { _ = try copy() }
    #expect(throws: LedgerError.self) { try ledger.refresh() }
  }
}
