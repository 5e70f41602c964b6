import Domain
import Fixtures
import Git
import Ledger
import Testing

/// A ledger that a remote keeps: no step is lost, none is there twice, and what is not known is said.
struct SharedLedgerTests: SharedChainTests {
  let chain: SharedChain

  init() throws { chain = try SharedChain() }

  @discardableResult
  private func advance(_ subject: String, on tip: ObjectID?) throws -> ObjectID {
    let next = try commit(subject, on: tip)
    #expect(try ledger.advance(from: tip, to: next, message: subject))
    return next
  }

  @Test func `a step is at the remote and in the copy`() throws {
    try ledger.refresh()
    #expect(try copy() == nil)
    let first = try advance("one", on: nil)
    #expect(try copy() == first)
    #expect(try remote.tip() == first)
    let second = try advance("two", on: first)
    #expect(try copy() == second)
    #expect(try repository.reference(location.name) == nil, "there is no ledger beside it")
  }

  @Test func `without a copy, and without having asked, there is no answer`() throws {
    let error = #expect(throws: SharingError.self) { try copy() }
    #expect(error?.hints == ["run it with --fetch, which asks"])
  }

  @Test func `of two that decided on the same tip one is first`() throws {
    let first = try advance("one", on: nil)
    let theirs = try commit("theirs", on: first)
    remote.before = { [remote] in
      remote.before = {}
      try remote.force(theirs)
    }
    let ours = try commit("ours", on: first)
    #expect(try ledger.advance(from: first, to: ours, message: "") == false)
    #expect(try copy() == theirs, "what they wrote can be read")
  }

  @Test func `an answer that was lost is found out`() throws {
    let first = try advance("one", on: nil)
    remote.faults = [.answerLost]
    let second = try advance("two", on: first)
    #expect(try copy() == second)
    #expect(remote.pushes == [first, second], "it was pushed once")
  }

  @Test func `an answer that was lost is found out after others went on`() throws {
    let first = try advance("one", on: nil)
    let second = try commit("two", on: first)
    let third = try commit("three, theirs", on: second)
    remote.faults = [.requestLost]
    remote.before = { [remote] in
      // It arrives, and somebody builds on it before this one asks.
      try remote.force(third)
    }
    #expect(try ledger.advance(from: first, to: second, message: "two"))
    #expect(try copy() == second, "and the next look follows the others")
    try ledger.refresh()
    #expect(try copy() == third)
  }

  @Test func `a request that was lost is made again, with the same commit`() throws {
    let first = try advance("one", on: nil)
    remote.faults = [.requestLost, .requestLost]
    let second = try advance("two", on: first)
    #expect(remote.pushes == [first, second, second, second])
  }

  @Test func `a request that comes late takes no effect twice`() throws {
    let first = try advance("one", on: nil)
    remote.faults = [.delayed]
    let second = try advance("two", on: first)
    let third = try advance("three", on: second)
    remote.deliver()
    #expect(try remote.tip() == third)
  }

  @Test func `what cannot be found out is said, and is found out by the next look`() throws {
    let first = try advance("one", on: nil)
    let second = try commit("two", on: first)
    remote.faults = [.answerLost]
    remote.unreachable = 1
    let error = #expect(throws: SharingError.self) {
      try ledger.advance(from: first, to: second, message: "")
    }
    #expect(error?.message.contains("it is not known whether origin has recorded") == true)
    #expect(error?.causes == ["the line is dead"])
    #expect(try copy() == first)
    try ledger.refresh()
    #expect(try copy() == second)
  }

  @Test func `a remote that is silent three times is not asked for ever`() throws {
    remote.faults = [.requestLost, .requestLost, .requestLost]
    try ledger.refresh()
    let first = try commit("one", on: nil)
    #expect(throws: SharingError.self) { try ledger.advance(from: nil, to: first, message: "") }
    #expect(remote.pushes.count == 3)
    #expect(try copy() == nil)
  }

  @Test func `a remote that forbids it is told apart, with its own words`() throws {
    let first = try advance("one", on: nil)
    remote.faults = [.forbidden]
    let second = try commit("two", on: first)
    let error = #expect(throws: SharingError.self) {
      try ledger.advance(from: first, to: second, message: "")
    }
    #expect(error?.category == .failed)
    #expect(error?.causes == ["protected branch"])
    #expect(try copy() == first)
  }
}
