package import Configuration
package import Targets

/// The targets that this machine serves, each opened once.
package final class TargetAccess {
  private let file: TargetsFile?
  private var readers: [String: any TargetReader] = [:]
  private var writers: [String: any TargetWriter] = [:]

  /// Takes the operator's file; nil where there is none, and then nothing is served.
  package init(_ file: TargetsFile?) { self.file = file }

  /// Whether the operator's file knows the target.
  package func serves(_ target: String) -> Bool {
    file.map { $0.targets[target] != nil || $0.broken[target] != nil } ?? false
  }

  /// The problems of a target's description, as one sentence; nil where it has none.
  package func problem(of target: String) -> String? {
    guard let problems = file?.broken[target], !problems.isEmpty else { return nil }
    return problems.map(\.text).joined(separator: "; ")
  }

  /// The target for reading. Throws `TargetError` where it cannot be opened.
  package func reader(_ target: String) throws -> any TargetReader {
    if let reader = readers[target] { return reader }
    let reader = try TargetOpening.reader(for: try description(of: target))
    readers[target] = reader
    return reader
  }

  /// The target for writing. Throws `TargetError` where it cannot be opened.
  func writer(_ target: String) throws -> any TargetWriter {
    if let writer = writers[target] { return writer }
    let writer = try TargetOpening.writer(for: try description(of: target))
    writers[target] = writer
    return writer
  }

  private func description(of target: String) throws -> TargetsFile.Target {
    guard let description = file?.targets[target] else { throw TargetNotServed(target: target) }
    return description
  }
}
