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

  let path: String
  /// The folder of what was seen of any remote.
  private let remotes: String
  private let branch: String

  package init(_ location: LedgerLocation, in repository: Repository) {
    let folder = "\(repository.commonDirectory)/deploysync/seen"
    path = "\(folder)/\(location.reference)"
    remotes = "\(folder)/refs/remotes"
    branch = location.branch
  }

  /// The remotes whose ledger of this name was seen here, each with its newest commit.
  func ofAllRemotes() throws -> [(remote: String, tip: ObjectID)] {
    let files = (try? FileManager.default.subpathsOfDirectory(atPath: remotes)) ?? []
    return try files.sorted().filter { $0.hasSuffix("/\(branch)") }.compactMap { file in
      guard case .tip(let tip) = try Self.read("\(remotes)/\(file)") else { return nil }
      return (String(file.dropLast(branch.count + 1)), tip)
    }
  }

  /// Nil where the remote was never asked. Throws `LedgerError.unreadable` for a damaged file.
  package func read() throws -> Value? { try Self.read(path) }

  private static func read(_ path: String) throws -> Value? {
    guard let data = FileManager.default.contents(atPath: path) else {
      guard access(path, F_OK) != 0, errno == ENOENT || errno == ENOTDIR else {
        throw damaged(path, "it cannot be read")
      }
      return nil
    }
    let text = String(decoding: data, as: UTF8.self)
    if text == "none\n" { return Value.none }
    guard text.hasSuffix("\n"), let tip = ObjectID(hex: String(text.dropLast())) else {
      throw damaged(path, "it names no commit")
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
    do throws(SystemError) {
      try place(Array(text.utf8))
    } catch {
      throw LedgerError.unreadable(
        part: "last seen state", reason: "\(path) cannot be written: \(error.text)")
    }
  }

  private static func damaged(_ path: String, _ reason: String) -> LedgerError {
    .unreadable(part: "last seen state (\(path))", reason: reason)
  }
}
