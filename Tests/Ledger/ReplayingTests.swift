import Domain
import Git
import Ledger
import Testing

/// A step that was decided on one state is taken on a later one only where it still holds there.
struct ReplayingTests {
  let chain: Chain
  let far = BindingID(item: "triggers", target: "sandbox")

  init() throws { chain = try Chain() }

  /// Tries a step about production, decided before `others` wrote; whether it was taken.
  private func isTaken(after others: (inout LedgerTransition, RunRecord) throws -> Void) throws
    -> Bool
  {
    let first = chain.start()
    var begin = LedgerTransition(subject: "begin", run: first.run)
    try begin.record(first)
    let decided = try chain.append(begin)

    let theirs = chain.start()
    var step = LedgerTransition(subject: "theirs", run: theirs.run)
    try others(&step, theirs)
    let between = try chain.append(step)

    let run = chain.start()
    var ours = LedgerTransition(subject: "ours", run: run.run)
    try ours.record(run)
    try ours.take(Chain.triggers, lease: chain.lease(run), content: .emptyTree)
    let result = try chain.writer.append(
      ours, to: decided, concerning: ["production"], at: chain.now(), pause: {})
    guard let result else {
      #expect(try chain.tip() == between.tip, "nothing was written")
      return false
    }
    #expect(try chain.repository.link(#require(result.tip)).parents == [#require(between.tip)])
    #expect(try result.lease(of: Chain.triggers)?.run == run.run)
    #expect(try result.run(theirs.run) != nil || result.lease(of: far) != nil, "theirs is kept")
    return true
  }

  @Test func `what others did on another target does not matter`() throws {
    #expect(
      try isTaken { step, run in
        try step.record(run)
        try step.record(chain.deployment(run, ["a.yaml": "a\n"]), of: far)
        try step.take(far, lease: chain.lease(run), content: .emptyTree)
      })
  }

  @Test func `what others did on the same target is a new situation`() throws {
    #expect(
      try !isTaken { step, run in
        try step.record(run)
        try step.record(chain.deployment(run, ["a.yaml": "a\n"]), of: Chain.forms)
      })
    #expect(
      try !isTaken { step, run in
        try step.take(Chain.forms, lease: chain.lease(run), content: .emptyTree)
      })
    #expect(
      try !isTaken { step, run in
        try step.lock(
          Chain.triggers,
          BindingLock(
            Chain.triggers, by: "Olga <ops@example.com>", at: chain.now(), reason: "stop",
            control: .emptyTree))
      })
  }

  @Test func `a file that this version does not know is a new situation`() throws {
    let decided = try chain.append(
      {
        let run = chain.start()
        var step = LedgerTransition(subject: "begin", run: run.run)
        try step.record(run)
        return step
      }())
    try chain.forge(["news.json": chain.file("{}")])
    let run = chain.start()
    var ours = LedgerTransition(subject: "ours", run: run.run)
    try ours.record(run)
    #expect(
      try chain.writer.append(
        ours, to: decided, concerning: ["production"], at: chain.now(), pause: {}) == nil)
  }
}
