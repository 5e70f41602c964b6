import ArgumentParser
import Domain
import Ledger
import Reporting
import Syncing

/// `deploysync lock`
struct LockCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lock", abstract: "Stops a binding altogether until it is unlocked.",
    discussion: """
      A locked binding is not deployed on any date, by any exception or rollback; a run that is at \
      work on it stops before its next write.

      Example: deploysync lock triggers@production --reason "the vendor migrates"
      """)

  @Argument(help: "Items or bindings (ITEM@TARGET).", completion: .items)
  var names: [String]

  @Option(help: "Why, for everybody whom it stops.", transform: ReasonText.read)
  var reason: String

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func run() async throws {
    let session = try await Session.open(options, writes: true, computes: false)
    let situation = try session.situation()
    let bindings = try BindingNames.resolve(names, in: situation) ?? []
    let desk = LockDesk(try session.surroundings(needsTargets: false))
    let (changes, before) = try desk.lock(bindings.sorted(), reason: reason)
    let time = session.time(situation)
    for lock in before {
      session.note("\(lock.item)@\(lock.target) was \(time.sentence(lock.clause))")
    }
    try session.answer(LockReport(changes, verb: "locked", time: time))
  }
}

/// `deploysync unlock`
struct UnlockCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unlock", abstract: "Takes a lock away, whosever it is, and says whose it was.",
    discussion: "Example: deploysync unlock triggers@production --reason \"migration is done\"")

  @Argument(help: "Items or bindings (ITEM@TARGET).", completion: .items)
  var names: [String]

  @Option(help: "Why.", transform: ReasonText.read)
  var reason: String?

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func run() async throws {
    let session = try await Session.open(options, writes: true, computes: false)
    let situation = try session.situation()
    let bindings =
      try BindingNames.resolve(names, in: situation, besides: situation.ledger.lockedBindings())
      ?? []
    let desk = LockDesk(try session.surroundings(needsTargets: false))
    let changes = try desk.unlock(bindings.sorted(), reason: reason)
    try session.answer(LockReport(changes, verb: "unlocked", time: session.time(situation)))
  }
}
