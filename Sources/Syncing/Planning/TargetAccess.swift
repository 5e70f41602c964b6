package import Configuration
package import Differences
package import Targets

/// The targets that this machine serves, each opened once.
package final class TargetAccess {
  private let file: TargetsFile?
  private let open: (TargetsFile.Target) throws -> any TargetReader
  private let openForWriting: (TargetsFile.Target) throws -> any TargetWriter
  private var readers: [String: any TargetReader] = [:]
  private var writers: [String: any TargetWriter] = [:]

  /// Takes the operator's file; nil where there is none, and then nothing is served.
  package convenience init(_ file: TargetsFile?) {
    self.init(
      file, open: TargetOpening.reader(for:), openForWriting: TargetOpening.writer(for:))
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

  /// The problems of a target's description, as one sentence; nil where it has none.
  package func problem(of target: String) -> String? {
    guard let problems = file?.broken[target], !problems.isEmpty else { return nil }
    return problems.map(\.text).joined(separator: "; ")
  }

  /// The names of keys whose values are not shown: those that every target has, and its own.
  package func secretKeys(of target: String) -> SecretKeys {
    SecretKeys(file?.targets[target]?.secrets ?? [])
  }

  /// The target for reading. Throws `TargetError` where it cannot be opened.
  package func reader(_ target: String) throws -> any TargetReader {
    if let reader = readers[target] { return reader }
    let reader = try open(try description(of: target))
    readers[target] = reader
    return reader
  }

  /// The target for writing. Throws `TargetError` where it cannot be opened.
  func writer(_ target: String) throws -> any TargetWriter {
    if let writer = writers[target] { return writer }
    let writer = try openForWriting(try description(of: target))
    writers[target] = writer
    return writer
  }

  /// The target for writing, if something was written to it by now.
  func openWriter(_ target: String) -> (any TargetWriter)? { writers[target] }

  private func description(of target: String) throws -> TargetsFile.Target {
    guard let description = file?.targets[target] else { throw TargetNotServed(target: target) }
    return description
  }
}
