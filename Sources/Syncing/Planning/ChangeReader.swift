import Differences
import Domain
package import Git
package import Ledger
import Targets

/// Works out what changes about planned objects: it reads the repository and the targets.
package struct ChangeReader {
  /// Larger versions are not compared.
  private static let limitBytes = 1 << 20

  private let repository: Repository
  private let targets: TargetAccess
  private let ledger: LedgerSnapshot

  package init(targets: TargetAccess, by ledger: LedgerSnapshot, in repository: Repository) {
    self.ledger = ledger
    self.targets = targets
    self.repository = repository
  }

  /// The change of one object; nil for one of which nothing changes on the target.
  package func change(of object: PlannedObject, on target: String) throws -> ObjectChange? {
    guard object.writes else { return nil }
    let secrets = targets.secretKeys(of: target)
    let isRename = object.action == .rename
    let live = isRename ? object.liveFrom : object.live
    let livePlace = isRename ? object.fromPlace ?? object.place : object.place
    let name = object.path.text
    var change = ObjectChange()
    var foreign: [UInt8]?
    let isForeign = live != nil && live != object.recorded && live != object.desired
    let recorded = try object.recorded.flatMap(content)
    if isForeign, let live {
      foreign = try content(live, at: livePlace, on: target, like: recorded)
      if foreign == nil { change.notes.append("what is on the target cannot be shown") }
    }
    let desired = try object.desired.flatMap(content)
    let isTooLarge = [(object.recorded, recorded), (object.desired, desired)].contains {
      $0.0 != nil && $0.1 == nil
    }
    if isTooLarge {
      change.notes.append("it is too large to be shown")
      return change
    }
    // Where nothing is recorded, the step is from what is there now.
    let before = object.recorded == nil ? foreign : recorded
    if let difference = ContentDifference.between(before, desired, name: name, secrets: secrets) {
      change.difference = difference
      if difference.kind == .layout || difference.kind == .text, !difference.hasSecrets {
        change.patch = try lines(before, desired)
      }
    }
    change.notes += notes(object.recorded ?? live, object.desired)
    guard let foreign, object.recorded != nil else { return change }
    try tellLost(recorded, foreign, desired, name, secrets, &change)
    return change
  }

  private func tellLost(
    _ recorded: [UInt8]?, _ live: [UInt8], _ desired: [UInt8]?, _ name: String,
    _ secrets: SecretKeys, _ change: inout ObjectChange
  ) throws {
    guard
      let byHand = ContentDifference.between(recorded, live, name: name, secrets: secrets)
    else { return }
    if byHand.kind == .values {
      change.lost = LostValue.between(
        recorded: recorded.flatMap { ContentDifference.value(of: $0, name: name) },
        live: ContentDifference.value(of: live, name: name),
        new: desired.flatMap { ContentDifference.value(of: $0, name: name) }, secrets: secrets)
    } else if byHand.hasSecrets {
      change.notes.append("lines were changed by hand on the target; it holds secrets")
    } else if byHand.kind != .binary {
      change.lostPatch = try lines(recorded, live)
    }
  }

  private func lines(_ old: [UInt8]?, _ new: [UInt8]?) throws -> String? {
    let hunks = try Repository.textPatch(old: old ?? [], new: new ?? [])
    return hunks.isEmpty ? nil : String(decoding: hunks, as: UTF8.self)
  }

  private func notes(_ old: FileVersion?, _ new: FileVersion?) -> [String] {
    guard let old, let new, old.mode != new.mode else { return [] }
    switch (old.mode, new.mode) {
    case (.regular, .executable): return ["it becomes executable"]
    case (.executable, .regular): return ["it is executable no more"]
    case (_, .symbolicLink): return ["it becomes a symbolic link"]
    case (.symbolicLink, _): return ["it is a symbolic link no more"]
    default: return []
    }
  }

  /// The content of a stored version; nil where it is too large.
  private func content(_ version: FileVersion) throws -> [UInt8]? {
    guard version.mode != .submodule else {
      return Array("Subproject commit \(version.content.hex)\n".utf8)
    }
    let bytes = try repository.blob(version.content)
    return bytes.count <= Self.limitBytes ? bytes : nil
  }

  /// The content of a live object; nil where it is too large or another one by now.
  private func content(
    _ version: LiveObject, at place: GitPath, on target: String, like ours: [UInt8]?
  ) throws -> [UInt8]? {
    if ours == nil, repository.contains(version.content) { return try content(version) }
    let reader = try targets.reader(target, by: ledger)
    let live = try ours.map { try reader.content(of: version, at: place, like: $0) }
    guard let bytes = try live ?? reader.content(of: version, at: place),
      bytes.count <= Self.limitBytes
    else { return nil }
    return bytes
  }
}
