/// Which ref is the ledger, and where: with a remote, the remote's ref is the ledger and the
/// remote-tracking ref of this repository its copy.
package struct LedgerLocation: Hashable, Sendable {
  /// The full name where it is kept: `refs/heads/deploysync/ledger`.
  package let name: String
  /// Nil in a repository without a remote.
  package let remote: String?

  package init(name: String, remote: String?) {
    self.name = name
    self.remote = remote
  }

  /// The full name of the ref in this repository that has the newest state known here.
  package var reference: String {
    guard let remote else { return name }
    return "refs/remotes/\(remote)/" + name.dropFirst("refs/heads/".count)
  }

  /// The name of the branch: `deploysync/ledger`.
  package var branch: String { String(name.dropFirst("refs/heads/".count)) }
}
