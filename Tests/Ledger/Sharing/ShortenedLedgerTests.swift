import Domain
import Fixtures
import Git
import Ledger
import Testing

/// A remote's ledger that lost its newest steps: noticed wherever they were seen, and taken for the
/// ledger once somebody says so.
struct ShortenedLedgerTests: SharedChainTests {
  let chain: SharedChain
  let steps: [ObjectID]

  init() throws {
    chain = try SharedChain()
    steps = try Self.steps(of: chain)
  }

  private func seen() throws -> LastSeenTip.Value? {
    try LastSeenTip(location, in: repository).read()
  }

  /// Moves the copy as a fetch by git does.
  private func fetchByGit(_ tip: ObjectID) throws {
    try repository.updateReference(
      location.reference, from: repository.reference(location.reference), to: tip, message: "fetch")
  }

  private func isRewritten(_ work: () throws -> Void) -> Bool {
    do {
      try work()
      return false
    } catch SharingError.rewritten {
      return true
    } catch {
      Issue.record(error)
      return false
    }
  }

  @Test func `accepting it moves the copy back, and what others add is followed`() throws {
    try remote.force(steps[1])
    #expect(isRewritten { try ledger.refresh() })
    try ledger.accept(steps[1])
    #expect(try copy() == steps[1])
    #expect(try seen() == .tip(steps[1]))
    let exchange = try ledger.exchange()
    #expect(exchange.received == 0 && exchange.tip == steps[1])
    let other = try commit("three, again", on: steps[1])
    try remote.force(other)
    #expect(try ledger.refresh() == other)
    #expect(try copy() == other)
  }

  @Test func `steps that only git has fetched so far are missed as well`() throws {
    let four = try commit("four", on: steps[2])
    try fetchByGit(four)
    #expect(try seen() == .tip(steps[2]), "nobody has looked since")
    #expect(isRewritten { try ledger.refresh() })
    try remote.force(nil)
    #expect(throws: SharingError.self) { try ledger.refresh() }
  }

  @Test func `what git fetched of a rewritten one is forgotten once the old one is back`() throws {
    let other = try commit("other", on: steps[0])
    try remote.force(other)
    try fetchByGit(other)
    #expect(isRewritten { try ledger.refresh() })
    try remote.force(steps[2])
    #expect(try ledger.refresh() == steps[2])
    #expect(try copy() == steps[2])
  }

  @Test func `what was seen does not go back where another process is ahead`() throws {
    let four = try commit("four", on: steps[2])
    remote.before = { [remote, repository, location] in
      remote.before = {}
      // Somebody builds on our step, and another process of this repository fetches that.
      let five = try commit("five, theirs", on: four)
      try repository.updateReference(location.reference, from: steps[2], to: five, message: "")
      try remote.force(five)
    }
    #expect(try ledger.advance(from: steps[2], to: four, message: "four"))
    let tip = try #require(try repository.reference(location.reference))
    #expect(tip != four)
    #expect(try seen() == .tip(tip))
  }

  @Test func `a ledger under another name is not passed over in silence`() throws {
    let moved = LedgerLocation(name: "refs/heads/deploysync/other", remote: "origin")
    try remote.force(nil)
    remote.branches = ["deploysync/ledger"]
    let ledger = SharedLedgerReference(moved, remote: remote, in: repository) {}
    do {
      try ledger.refresh()
      Issue.record("it says that there is none")
    } catch let error as SharingError {
      #expect(error.message == "origin has no ledger deploysync/other, and has deploysync/ledger")
      #expect(error.category == .unreadable && error.hints.count == 2)
    }
    try ledger.accept(nil)
    #expect(try ledger.refresh() == nil)
  }

  @Test func `a repository that lost its remote does not begin a ledger anew`() throws {
    let alone = LedgerLocation(name: location.name, remote: nil)
    let renamed = LedgerLocation(name: location.name, remote: "before")
    try LastSeenTip(renamed, in: repository).write(.tip(steps[0]))
    let copy = LedgerCopy(alone, in: repository)
    do {
      _ = try copy.tip()
      Issue.record("it says that there is none")
    } catch SharingError.remoteGone(_, let remote, let tip) {
      #expect(remote == "origin" && tip == steps[2])
    }
    let error = SharingError.remoteGone(alone, "origin", steps[2])
    #expect(error.category == .unreadable)
    #expect(error.hints.last?.contains("`git branch deploysync/ledger \(steps[2].hex)`") == true)
    try repository.updateReference(alone.name, from: nil, to: steps[2], message: "")
    #expect(try copy.tip() == steps[2])
    let another = LedgerLocation(name: "refs/heads/deploysync/other", remote: nil)
    #expect(try LedgerCopy(another, in: repository).tip() == nil)
  }
}
