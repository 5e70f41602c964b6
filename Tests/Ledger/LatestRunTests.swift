import Domain
import Fixtures
import Git
import Ledger
import Testing

struct LatestRunTests {
  private let chain: Chain
  private let path = "latest/production/triggers"

  init() throws { chain = try Chain() }

  @discardableResult
  private func end(
    _ outcome: BindingResult.Outcome, _ binding: BindingID = Chain.triggers,
    objects: [ObjectResult] = []
  ) throws -> String {
    let run = chain.start()
    let result = BindingResult(binding: binding, outcome: outcome, objects: objects)
    var transition = LedgerTransition(subject: "record", run: run.run)
    try transition.record(chain.ended(run, [result]))
    try chain.append(transition)
    return run.run
  }

  private func latest(_ binding: BindingID = Chain.triggers) throws -> String? {
    try chain.read().latestRuns(of: [binding])[binding]?.run.run
  }

  @Test func `nothing is the latest in a ledger that does not exist`() throws {
    #expect(try latest() == nil)
  }

  @Test func `the latest run that tells how a binding stands is named in the tree`() throws {
    let failed = try end(.failed)
    #expect(try latest() == failed)
    #expect(try chain.text(path) == "\(failed)\n")
    // These say nothing of it.
    try end(.notDue)
    try end(.notServed)
    try end(.refused)
    let object = ObjectResult(
      path: GitPath("a.yaml"), action: .handOver, outcome: .done)
    try end(.unchanged, objects: [object])
    try end(.applied, Chain.forms)
    #expect(try latest() == failed)
    let refused = try end(.refused, objects: [object])
    #expect(try latest() == refused)
    let applied = try end(.applied)
    #expect(try latest() == applied)
    #expect(try chain.report().findings == [])
  }

  @Test func `a run that has only begun is not the latest`() throws {
    let failed = try end(.failed)
    let run = chain.start(.apply, [BindingResult(binding: Chain.triggers, outcome: .failed)])
    try chain.take([Chain.triggers], run)
    #expect(try latest() == failed)
    var transition = LedgerTransition(subject: "settle", run: run.run)
    transition.release(Chain.triggers)
    try transition.record(chain.ended(run, run.bindings, as: .interrupted))
    try chain.append(transition)
    #expect(try latest() == run.run)
    #expect(try chain.report().findings == [])
  }

  @Test func `settling one part of a dead run says nothing anew of its other parts`() throws {
    let results = [Chain.triggers, Chain.forms].map { BindingResult(binding: $0, outcome: .failed) }
    let dead = chain.start(.apply, results)
    try chain.take([Chain.triggers, Chain.forms], dead)
    var first = LedgerTransition(subject: "settle", run: dead.run)
    first.release(Chain.triggers)
    try first.record(chain.ended(dead, results, as: .interrupted))
    try chain.append(first)
    let applied = try end(.applied)
    var second = LedgerTransition(subject: "settle", run: dead.run)
    second.release(Chain.forms)
    var settled = results
    settled[1].outcome = .partial
    var record = try #require(try chain.read().run(dead.run))
    record.bindings = settled
    try second.record(record)
    try chain.append(second)
    #expect(try latest() == applied)
    #expect(try latest(Chain.forms) == dead.run)
    #expect(try chain.report().findings == [])
  }

  @Test func `a ledger that names none is searched, and the next run names all`() throws {
    let failed = try end(.failed)
    let forms = try end(.applied, Chain.forms)
    // As an older version would have left it.
    try rewriteWithoutLatest()
    #expect(try chain.report().findings == [])
    #expect(try latest() == failed)
    let next = try end(.applied, BindingID(item: "views", target: "production"))
    #expect(try chain.text(path) == "\(failed)\n")
    #expect(try chain.text("latest/production/forms") == "\(forms)\n")
    #expect(try chain.text("latest/production/views") == "\(next)\n")
    #expect(try chain.report().findings == [])
  }

  private func rewriteWithoutLatest() throws {
    var parent: ObjectID?
    for id in try chain.report().chain {
      let old = try chain.repository.commit(id)
      let tree = try chain.repository.replacing([GitPath("latest"): nil], in: old.tree)
      parent = try chain.repository.createCommit(
        tree: tree, parents: parent.map { [$0] } ?? [], author: old.author,
        committer: old.committer, message: old.message)
    }
    try chain.repository.updateReference(
      Chain.reference, from: chain.tip(), to: #require(parent), message: "test")
  }

  @Test func `a run that is named and did not end there is found`() throws {
    let failed = try end(.failed)
    let applied = try end(.applied)
    try chain.forge([path: chain.file("\(failed)\n")], run: applied)
    try chain.expectOnly(
      "it names \(failed) as the latest run of triggers@production, which it is not")
  }

  @Test func `a latest run that is forgotten is found`() throws {
    let failed = try end(.failed)
    try end(.applied, Chain.forms)
    try chain.forge([path: nil], run: failed)
    try chain.expectOnly("it forgets the latest run of triggers@production")
  }

  @Test func `all latest runs forgotten are found`() throws {
    let failed = try end(.failed)
    try chain.forge(["latest": nil], run: failed)
    try chain.expectOnly("it forgets the latest runs of all bindings")
  }

  @Test func `a run that does not name itself is found`() throws {
    let failed = try end(.failed)
    let good = try end(.applied)
    let tip = try chain.repository.link(chain.tip())
    let parent = try #require(tip.parents.first)
    let tree = try chain.repository.replacing(
      [GitPath(path): chain.file("\(failed)\n")], in: tip.tree)
    let signature = Signature(person: Chain.person, time: chain.now())
    let forged = try chain.repository.createCommit(
      tree: tree, parents: [parent], author: signature, committer: signature,
      message: "record\n\nDeploysync-Run: \(good)\n")
    try chain.repository.updateReference(
      Chain.reference, from: chain.tip(), to: forged, message: "forged")
    try chain.expectOnly("run \(good) is the latest of triggers@production, and is not named so")
  }

  @Test func `a name that is no run is an error to who asks, and found`() throws {
    let failed = try end(.failed)
    try chain.forge([path: chain.file("../format\n")], run: failed)
    #expect(throws: LedgerError.self) { try latest() }
    try chain.expectOnly(
      "it names ../format as the latest run of triggers@production, which it is not")
  }
}
