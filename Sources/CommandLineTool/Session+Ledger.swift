import Configuration
import Domain
import Git
import GitProgram
import Glibc
import Ledger
import Queueing
import Syncing

extension Session {
  /// Where the ledger is: as configured where the configuration can be read, else at the usual ref.
  func ledgerLocation() throws -> LedgerLocation {
    LedgerLocation(
      name: try configuration(saying: "ledger")?.ledgerReference
        ?? ConfigurationFile.defaultLedgerReference,
      remote: branch.remote)
  }

  /// The ledger that the remote keeps; nil in a repository without a remote.
  func sharedLedger() throws -> SharedLedgerReference? { sharedLedger(at: try ledgerLocation()) }

  func sharedLedger(at location: LedgerLocation) -> SharedLedgerReference? {
    location.remote.map { remote in
      SharedLedgerReference(
        location,
        remote: GitLedgerRemote(
          location, of: remote, program: program, timeLimit: gitLimit,
          pause: Self.pause),
        in: repository, locks: locks, pause: Self.pause)
    }
  }

  /// Leads to the ledger that is at a place.
  func ledger(at location: LedgerLocation) -> any LedgerReference {
    sharedLedger(at: location)
      ?? LocalLedgerReference(location, in: repository, locks: locks, pause: Self.pause)
  }

  /// Brings the ledger up to date, and where it moved also what is merged: what others have deployed
  /// meanwhile may have been merged after this command began.
  func refresher() -> () throws -> Void {
    guard let remote = branch.remote else { return {} }
    var known = try? repository.reference(ledgerLocation().reference)
    return {
      let tip = try sharedLedger()?.refresh()
      guard tip != known else { return }
      try fetch(remote)
      try copyRepositories()
      known = tip
    }
  }

  /// Whether there is neither a copy of the remote's ledger here nor word that it has none.
  func lacksLedger() throws -> Bool {
    let location = try ledgerLocation()
    return try repository.reference(location.reference) == nil
      && LastSeenTip(location, in: repository).read() == nil
  }

  /// Whether history that this clone cut off is to be fetched.
  func completesHistory() throws -> Bool {
    try !repository.shallowBoundary.isEmpty && fetchesWhatIsMissing()
  }

  /// Whether the operator lets commands fetch what this clone lacks. What is wrong with the file is
  /// for what needs its targets to say.
  func fetchesWhatIsMissing() -> Bool {
    guard !options.offline, let file = try? targetsFile()?.file else { return false }
    return file.fetching == .auto
  }

  /// Waits a moment, of no fixed length so that two that wait do not meet again.
  static func pause() { usleep(useconds_t.random(in: 20_000...120_000)) }

  /// Sleeps, unless a signal ends that.
  static func rest(_ duration: Duration) {
    usleep(useconds_t(max(0, duration / .microseconds(1))))
  }
}
