import Domain
import Fixtures
import Git
import Ledger

/// A repository with a copy of a ledger that a remote keeps, which can fail.
struct SharedChain {
  let git: FixtureRepository
  let repository: Repository
  let remote: FakeRemote
  let location = LedgerLocation(name: "refs/heads/deploysync/ledger", remote: "origin")
  let ledger: SharedLedgerReference

  init() throws {
    try GitLibrary.isolate()
    git = try FixtureRepository(bare: true)
    repository = try Repository.open(git.path)
    remote = FakeRemote(repository)
    ledger = SharedLedgerReference(location, remote: remote, in: repository) {}
  }
}

/// Tests of what is done with one.
protocol SharedChainTests {
  var chain: SharedChain { get }
}

extension SharedChainTests {
  var git: FixtureRepository { chain.git }
  var repository: Repository { chain.repository }
  var remote: FakeRemote { chain.remote }
  var location: LedgerLocation { chain.location }
  var ledger: SharedLedgerReference { chain.ledger }

  /// What is believed of the copy.
  func copy() throws -> ObjectID? { try LedgerCopy(location, in: repository).tip() }

  /// A commit that no ref names.
  func commit(_ subject: String, on parent: ObjectID?) throws -> ObjectID {
    try Self.commit(subject, on: parent, in: chain)
  }

  private static func commit(
    _ subject: String, on parent: ObjectID?, in chain: SharedChain
  ) throws -> ObjectID {
    let person = Signature(
      person: Chain.person, time: Timestamp(seconds: 1_790_000_000), offsetMinutes: 0)
    return try chain.repository.createCommit(
      tree: .emptyTree, parents: parent.map { [$0] } ?? [], author: person, committer: person,
      message: subject)
  }

  /// Three steps of the ledger.
  static func steps(of chain: SharedChain) throws -> [ObjectID] {
    var steps: [ObjectID] = []
    for subject in ["one", "two", "three"] {
      let next = try commit(subject, on: steps.last, in: chain)
      _ = try chain.ledger.advance(from: steps.last, to: next, message: subject)
      steps.append(next)
    }
    return steps
  }
}
