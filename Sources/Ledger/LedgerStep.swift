import Domain
import Git

/// What one commit of the ledger changes in its tree, sorted by what it belongs to.
struct LedgerStep {
  /// What changes of one binding's record.
  struct RecordChange {
    /// One file of the content, by its path there.
    struct File: Hashable {
      var path: GitPath
      var old: FileVersion?
      var new: FileVersion?
    }

    var state: TreeDifference?
    var content: [File] = []
    /// The files of the folder `left-behind`, by their path in the ledger.
    var leftBehind: [TreeDifference] = []
  }

  var format: TreeDifference?
  var runs: [String: TreeDifference] = [:]
  var leases: [BindingID: TreeDifference] = [:]
  var intended: [BindingID: [TreeDifference]] = [:]
  var deployed: [BindingID: RecordChange] = [:]
  var locks: [BindingID: TreeDifference] = [:]
  /// The procedures that are open.
  var procedures: [BindingID: TreeDifference] = [:]
  /// The names of the bindings' latest runs.
  var latest: [BindingID: TreeDifference] = [:]
  /// The steps of exceptions, by the exception's ID and the step's name.
  var exceptions: [String: [String: TreeDifference]] = [:]
  /// The contents that impacts keep, by the exception's ID and the impact's name.
  var impactContents: [String: [String: [TreeDifference]]] = [:]
  /// What redactions keep, by their names.
  var redactions: [String: [TreeDifference]] = [:]
  /// What appeared or changed where a ledger has nothing.
  var strays: Set<GitPath> = []

  /// How many levels of folders below a top-level one are told apart before what is below them is
  /// compared as a whole, so that one damaged content does not hide the others.
  static func levels(below name: [UInt8]) -> Int {
    let name = GitPath(bytes: name)
    return name == LedgerPath.deployed || name == LedgerPath.intended ? 3 : 0
  }

  /// Sorts one difference in.
  mutating func insert(_ change: TreeDifference) {
    let parts = change.path.components.map { String(decoding: $0, as: UTF8.self) }
    switch (parts[0], parts.count) {
    case ("format", 1):
      format = change
    case ("runs", 4) where Self.isRun(parts):
      runs[String(parts[3].dropLast(5))] = change
    case ("leases", 3) where parts[2].hasSuffix(".json") && parts[2].utf8.count > 5:
      leases[BindingID(item: String(parts[2].dropLast(5)), target: parts[1])] = change
    case ("locks", 3) where parts[2].hasSuffix(".json") && parts[2].utf8.count > 5:
      locks[BindingID(item: String(parts[2].dropLast(5)), target: parts[1])] = change
    case ("procedures", 3) where parts[2].hasSuffix(".json") && parts[2].utf8.count > 5:
      procedures[BindingID(item: String(parts[2].dropLast(5)), target: parts[1])] = change
    case ("latest", 3):
      latest[BindingID(item: parts[2], target: parts[1])] = change
    case ("redactions", 3...):
      redactions[parts[1], default: []].append(change)
    case ("intended", 5...):
      intended[BindingID(item: parts[2], target: parts[1]), default: []].append(change)
    case ("exceptions", 3) where parts[2].hasSuffix(".json") && Self.isException(parts[1]):
      exceptions[parts[1], default: [:]][String(parts[2].dropLast(5))] = change
    case ("exceptions", 7...) where Self.isException(parts[1]):
      impactContents[parts[1], default: [:]][parts[2], default: []].append(change)
    case ("deployed", 4...):
      insert(change, parts, of: BindingID(item: parts[2], target: parts[1]))
    default:
      insertStray(change, parts)
    }
  }

  private mutating func insert(_ change: TreeDifference, _ parts: [String], of binding: BindingID) {
    switch (parts[3], parts.count) {
    case ("state.json", 4):
      deployed[binding, default: RecordChange()].state = change
    case ("content", 6...):
      let folder = LedgerPath.content(binding).appending(parts[4].utf8)
      guard let path = change.path.relative(to: folder) else { return insertStray(change, parts) }
      deployed[binding, default: RecordChange()].content.append(
        RecordChange.File(
          path: path.inRepository(parts[4]), old: change.old, new: change.new))
    case ("left-behind", 5):
      deployed[binding, default: RecordChange()].leftBehind.append(change)
    default:
      insertStray(change, parts)
    }
  }

  /// Of a folder that no ledger has, the folder is named and not each file.
  private mutating func insertStray(_ change: TreeDifference, _ parts: [String]) {
    guard change.new != nil else { return }
    let known = [
      "format", "runs", "leases", "intended", "deployed", "exceptions", "locks", "latest",
      "redactions", "procedures",
    ]
    strays.insert(known.contains(parts[0]) ? change.path : GitPath(parts[0]))
  }

  private static func isException(_ name: String) -> Bool { ExceptionID.number(of: name) != nil }

  private static func isRun(_ parts: [String]) -> Bool {
    guard parts[3].hasSuffix(".json") else { return false }
    let id = String(parts[3].dropLast(5))
    return RunID.isValid(id) && LedgerPath.run(id) == GitPath(parts.joined(separator: "/"))
  }
}
