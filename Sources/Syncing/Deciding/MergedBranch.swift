package import Configuration
package import Domain
package import Git
package import Ledger

/// The branch whose commits count as merged: a remote-tracking ref where there is a remote, else a
/// local branch.
package struct MergedBranch: Hashable, Sendable {
  /// The name without `refs/heads/`.
  package var name: String
  /// Nil in a repository without a remote.
  package var remote: String?
  /// The further repositories that this machine knows the place of; see `RepositoryCopies`.
  package var repositories: Set<String>
  /// The repositories whose commits the submodules at these paths have, by the operator's word.
  package var submodules: [GitPath: String]

  package init(
    name: String, remote: String?, repositories: Set<String> = [],
    submodules: [GitPath: String] = [:]
  ) {
    self.submodules = submodules
    self.name = name
    self.remote = remote
    self.repositories = repositories
  }

  /// The full name of the ref.
  package var reference: String {
    remote.map { "refs/remotes/\($0)/\(name)" } ?? "refs/heads/\(name)"
  }

  /// Finds it: `git config deploysync.branch` and `deploysync.remote`, else the only remote's
  /// HEAD, else (without a remote) the branch that HEAD is on, else `main` or `master`.
  ///
  /// `askRemote` is called where the remote's HEAD is not stored here; it answers with the full
  /// name of a branch. Throws `BranchError`.
  package static func find(
    in repository: Repository, askRemote: (String) async throws -> String?
  ) async throws -> MergedBranch {
    let configured = try repository.setting("deploysync.branch")
    if let configured, !isPlain(configured) { throw BranchError.badSetting("deploysync.branch") }
    if let remote = try self.remote(of: repository) {
      if let configured { return MergedBranch(name: configured, remote: remote) }
      let prefix = "refs/remotes/\(remote)/"
      if let target = try repository.symbolicTarget(of: prefix + "HEAD"),
        target.hasPrefix(prefix)
      {
        return MergedBranch(name: String(target.dropFirst(prefix.count)), remote: remote)
      }
      guard let head = try await askRemote(remote), head.hasPrefix("refs/heads/") else {
        throw BranchError.unknownRemoteHead(remote)
      }
      return MergedBranch(name: String(head.dropFirst("refs/heads/".count)), remote: remote)
    }
    if let configured { return MergedBranch(name: configured, remote: nil) }
    if let target = try repository.symbolicTarget(of: "HEAD"), target.hasPrefix("refs/heads/") {
      return MergedBranch(name: String(target.dropFirst("refs/heads/".count)), remote: nil)
    }
    let candidates = try ["main", "master"].filter {
      try repository.reference("refs/heads/\($0)") != nil
    }
    guard candidates.count == 1 else { throw BranchError.noBranch }
    return MergedBranch(name: candidates[0], remote: nil)
  }

  private static func remote(of repository: Repository) throws -> String? {
    let remotes = try repository.remotes()
    if let configured = try repository.setting("deploysync.remote") {
      guard remotes.contains(configured), isPlain(configured) else {
        throw BranchError.noSuchRemote(configured, remotes)
      }
      return configured
    }
    guard remotes.count < 2 else { throw BranchError.severalRemotes(remotes) }
    return remotes.first
  }

  /// Whether the text can be part of a ref's name and of a command's arguments.
  private static func isPlain(_ name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix("-") && !name.hasPrefix("/") && !name.contains("..")
      && name.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f }
  }

  /// The commit that the branch points to. Throws `BranchError.unborn` where it has none.
  package func head(in repository: Repository) throws -> ObjectID {
    guard let head = try repository.reference(reference) else { throw BranchError.unborn(self) }
    return head
  }
}

extension ConfigurationFile {
  /// Where the ledger is for somebody who takes this branch for what is merged.
  package func ledgerLocation(on branch: MergedBranch) -> LedgerLocation {
    LedgerLocation(name: ledgerReference, remote: branch.remote)
  }
}

/// Why it cannot be told what is merged.
package enum BranchError: ExplainedError {
  case severalRemotes([String])
  case noSuchRemote(String, [String])
  case unknownRemoteHead(String)
  case noBranch
  case unborn(MergedBranch)
  case badSetting(String)
  /// `branch:` in the file names another one.
  case disagrees(file: String, inUse: MergedBranch)

  package var category: FailureCategory {
    if case .disagrees = self { .configuration } else { .unreadable }
  }

  package var message: String {
    switch self {
    case .severalRemotes(let names):
      "there are several remotes (\(names.joined(separator: ", "))) and none is named"
    case .noSuchRemote(let name, let names):
      "deploysync.remote names \(name), and the remotes are: "
        + (names.isEmpty ? "none" : names.joined(separator: ", "))
    case .unknownRemoteHead(let remote):
      "it is not known which branch of the remote \(remote) is the one that is deployed"
    case .noBranch: "it is not known which branch is the one that is deployed"
    case .unborn(let branch): "the branch \(branch.reference) has no commit here"
    case .badSetting(let key): "the setting \(key) is not a name that git accepts"
    case .disagrees(let file, let branch):
      "deploysync.yaml says `branch: \(file)`, and the branch in use is \(branch.name)"
    }
  }

  package var hints: [String] {
    switch self {
    case .severalRemotes(let names):
      [
        "git config deploysync.remote "
          + (names.first { $0 == "origin" } ?? names.first ?? "origin")
      ]
    case .noSuchRemote: ["git config deploysync.remote NAME"]
    case .unknownRemoteHead(let remote):
      ["git remote set-head \(remote) --auto", "git config deploysync.branch NAME"]
    case .noBranch: ["git config deploysync.branch NAME"]
    case .badSetting(let key): ["git config \(key) NAME"]
    case .unborn(let branch):
      // A bare clone has no refspec by which `git fetch` would store it.
      branch.remote == nil ? ["commit something first"] : ["add --fetch to the command"]
    case .disagrees(let file, _): ["git config deploysync.branch \(file)"]
    }
  }
}
