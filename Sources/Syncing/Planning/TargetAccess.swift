package import Configuration
package import Differences
import Domain
import Git
package import Ledger
package import Targets

/// The targets that this machine serves, each opened once.
package final class TargetAccess {
  private let file: TargetsFile?
  private let open: (TargetsFile.Target) throws -> any TargetReader
  private let openForWriting: (TargetsFile.Target) throws -> any TargetWriter
  private var readers: [String: any TargetReader] = [:]
  private var writers: [String: any TargetWriter] = [:]

  /// Takes the operator's file; nil where there is none, and then nothing is served.
  package convenience init(
    _ file: TargetsFile?, _ surroundings: TargetSurroundings = TargetSurroundings()
  ) {
    self.init(
      file, open: { try TargetOpening.reader(for: $0, surroundings) },
      openForWriting: { try TargetOpening.writer(for: $0, surroundings) })
  }

  /// Takes another way to open targets, too: tests put their own in.
  init(
    _ file: TargetsFile?, open: @escaping (TargetsFile.Target) throws -> any TargetReader,
    openForWriting: @escaping (TargetsFile.Target) throws -> any TargetWriter
  ) {
    self.file = file
    self.open = open
    self.openForWriting = openForWriting
  }

  /// Whether the operator's file knows the target.
  package func serves(_ target: String) -> Bool {
    file.map { $0.targets[target] != nil || $0.broken[target] != nil } ?? false
  }

  /// The names of all of them, in order.
  var names: [String] { file.map { Set($0.targets.keys).union($0.broken.keys).sorted() } ?? [] }

  /// The target for reading, without a ledger: to see whether it can be read at all.
  func reader(_ target: String) throws -> any TargetReader {
    let reader = try readers[target] ?? open(try description(of: target))
    readers[target] = reader
    return reader
  }

  /// The problems of a target's description, as one sentence; nil where it has none.
  package func problem(of target: String) -> String? {
    guard let problems = file?.broken[target], !problems.isEmpty else { return nil }
    return problems.map(\.text).joined(separator: "; ")
  }

  /// The names of keys whose values are not shown: those that every target has, and its own.
  package func secretKeys(of target: String) -> SecretKeys {
    SecretKeys(file?.targets[target]?.secrets ?? [])
  }

  /// The target for reading, by what a ledger knows of it. Throws `TargetError` where it cannot be
  /// opened.
  package func reader(_ target: String, by ledger: LedgerSnapshot) throws -> any TargetReader {
    let reader = try reader(target)
    reader.use(Self.known(of: target, by: ledger))
    return reader
  }

  /// The target for writing, by what a ledger knows of it. Throws `TargetError` where it cannot be
  /// opened.
  func writer(_ target: String, by ledger: LedgerSnapshot) throws -> any TargetWriter {
    let writer = try writers[target] ?? openForWriting(try description(of: target))
    writers[target] = writer
    writer.use(Self.known(of: target, by: ledger))
    return writer
  }

  private static func known(of target: String, by ledger: LedgerSnapshot) -> KnownObjects {
    KnownObjects {
      var ids: [GitPath: String] = [:]
      for binding in try ledger.recordedBindings() where binding.target == target {
        guard let record = try ledger.record(of: binding) else { continue }
        for (path, id) in record.remoteIDs { ids[record.place(of: path)] = id }
        for left in record.leftBehind { ids[left.place] = left.remoteID }
      }
      return ids
    } content: {
      try ledger.repository.blob($0.content)
    } places: {
      var places: Set<GitPath> = []
      for binding in try ledger.recordedBindings() where binding.target == target {
        guard let record = try ledger.record(of: binding) else { continue }
        places.formUnion(try TargetObjects.recorded(record, in: ledger.repository).byPlace.keys)
        places.formUnion(record.leftBehind.map(\.place))
      }
      return places
    }
  }

  /// The target for writing, if something was written to it by now.
  func openWriter(_ target: String) -> (any TargetWriter)? { writers[target] }

  private func description(of target: String) throws -> TargetsFile.Target {
    guard let description = file?.targets[target] else { throw TargetNotServed(target: target) }
    return description
  }
}
