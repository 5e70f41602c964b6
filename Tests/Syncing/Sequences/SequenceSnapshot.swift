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
  /// The recorded files of each binding.
  var files: [BindingID: [GitPath: FileVersion]] = [:]
  var live: [String: [GitPath: FileVersion]] = [:]
  /// What the ledger says of each place, by target.
  var claims: [String: [GitPath: [Claim]]] = [:]

  init(_ sandbox: Sandbox) throws {
    let ledger = try sandbox.ledger()
    tip = ledger.tip
    for target in sandbox.targets { live[target] = try sandbox.files(of: target) }
    for binding in try ledger.recordedBindings() {
      guard let record = try ledger.record(of: binding) else { continue }
      records[binding] = record
      for (path, version) in try sandbox.repository.files(in: record.tree) {
        files[binding, default: [:]][path] = version
        claims[binding.target, default: [:]][record.place(of: path), default: []].append(
          Claim(binding: binding, path: path, version: version, isLeftBehind: false))
      }
      for left in record.leftBehind {
        claims[binding.target, default: [:]][left.place, default: []].append(
          Claim(binding: binding, path: left.path, version: left.version, isLeftBehind: true))
      }
    }
  }
}
