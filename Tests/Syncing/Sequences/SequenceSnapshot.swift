import Domain
import Git
import Ledger

/// The ledger and the targets at one moment.
struct SequenceSnapshot {
  struct Claim: Hashable {
    var binding: BindingID
    var path: GitPath
    var version: FileVersion
    var isLeftBehind: Bool
  }

  var tip: ObjectID?
  var records: [BindingID: DeploymentRecord] = [:]
  /// By the names that they have in the ledger.
  var locked: Set<BindingID> = []
  /// The recorded files of each binding.
  var files: [BindingID: [GitPath: FileVersion]] = [:]
  var live: [String: [GitPath: FileVersion]] = [:]
  /// What the ledger says of each place, by target.
  var claims: [String: [GitPath: Set<Claim>]] = [:]

  init(_ sandbox: Sandbox) throws {
    let ledger = try sandbox.ledger()
    tip = ledger.tip
    for target in sandbox.targets { live[target] = try sandbox.files(of: target) }
    locked = Set(try ledger.lockedBindings())
    for binding in try ledger.recordedBindings() {
      guard let record = try ledger.record(of: binding) else { continue }
      records[binding] = record
      for (path, version) in try sandbox.repository.files(in: record.tree) {
        files[binding, default: [:]][path] = version
        claims[binding.target, default: [:]][record.place(of: path), default: []].insert(
          Claim(binding: binding, path: path, version: version, isLeftBehind: false))
      }
      for left in record.leftBehind {
        claims[binding.target, default: [:]][left.place, default: []].insert(
          Claim(binding: binding, path: left.path, version: left.version, isLeftBehind: true))
      }
    }
  }

  /// Whether somebody locked a binding, maybe under its item's former name.
  func isLocked(_ binding: BindingID, _ sequence: RandomSequence) -> Bool {
    if locked.contains(binding) { return true }
    guard let was = sequence.current.item(binding.item)?.was,
      sequence.configuration.item(was) == nil
    else { return false }
    return locked.contains(BindingID(item: was, target: binding.target))
  }

  func isAnyLocked(on target: String) -> Bool { locked.contains { $0.target == target } }

  /// The commits that are held on a binding.
  func holds(_ sequence: RandomSequence, _ binding: BindingID) -> Set<ObjectID> {
    Set(sequence.record(of: binding, in: self)?.record.held.map(\.commit) ?? [])
  }
}
