package import Domain
import FoundationEssentials
package import Git
import Glibc

/// The newest commit of a remote's ledger that was ever seen here, kept apart from the refs: a fetch
/// moves a remote-tracking ref wherever the remote's ref went, and prunes it where that is gone.
///
/// A file `$GIT_DIR/deploysync/seen/REF`, by the full name of the remote-tracking ref (in the common
/// directory, where there are linked worktrees): 40 hexadecimal digits and a newline, or `none` where
/// the remote answered that it has no ledger.
package struct LastSeenTip {
  /// What the remote was known to have.
  package enum Value: Hashable, Sendable {
    case none
    case tip(ObjectID)
  }

  private let path: String

  package init(_ location: LedgerLocation, in repository: Repository) {
    path = "\(repository.commonDirectory)/deploysync/seen/\(location.reference)"
  }

  /// Nil where the remote was never asked. Throws `LedgerError.unreadable` for a damaged file.
  package func read() throws -> Value? {
    guard let data = FileManager.default.contents(atPath: path) else {
      guard access(path, F_OK) != 0, errno == ENOENT || errno == ENOTDIR else {
        throw damaged("it cannot be read")
      }
      return nil
    }
    let text = String(decoding: data, as: UTF8.self)
    if text == "none\n" { return Value.none }
    guard text.hasSuffix("\n"), let tip = ObjectID(hex: String(text.dropLast())) else {
      throw damaged("it names no commit")
    }
    return .tip(tip)
  }

  /// Remembers it: the old file or the new one is there at any instant.
  package func write(_ value: Value) throws {
    if try read() == value { return }
    let text =
      switch value {
      case .none: "none\n"
      case .tip(let id): "\(id.hex)\n"
      }
    do {
      try FileManager.default.createDirectory(
        atPath: String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]),
        withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw LedgerError.unreadable(
        part: "last seen state", reason: "\(path) cannot be written: \(error)")
    }
  }

  private func damaged(_ reason: String) -> LedgerError {
    .unreadable(part: "last seen state (\(path))", reason: reason)
  }
}
