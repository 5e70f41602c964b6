import Domain
import Faults
import Git
import Glibc
import Ledger

/// When the branch was fetched last, by this program or by git, or was cloned.
enum FetchTime {
  /// Remembers that it was fetched just now: an empty file's time.
  ///
  /// - Parameter name: of another repository; nil for the branch.
  static func mark(_ name: String? = nil, in repository: Repository) {
    let folder = repository.commonDirectory + "/deploysync"
    guard (try? FaultPoint.fetchMarkBefore.reach(folder)) != nil else { return }
    mkdir(folder, 0o777)
    if name != nil { mkdir(folder + "/repositories", 0o777) }
    let descriptor = open(file(of: name, in: repository), O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { return }
    futimens(descriptor, nil)
    close(descriptor)
  }

  private static func file(of name: String?, in repository: Repository) -> String {
    repository.commonDirectory + "/deploysync/" + (name.map { "repositories/\($0)" } ?? "fetched")
  }

  /// The same of the copy of another repository.
  static func text(ofCopy name: String, in repository: Repository, now: Timestamp) -> String {
    guard let latest = modified(file(of: name, in: repository)) else {
      return "fetched at an unknown time (--fetch refreshes it)"
    }
    return "fetched \(age(max(0, now - latest))) ago (--fetch refreshes it)"
  }

  /// What a command that does not ask the remote says of what it has of it: when that was fetched, or
  /// was cloned where no fetch came after that. The ledger has an age of its own where it was not
  /// fetched together with the branch, such as by a `git pull` in a clone of one branch.
  static func sentence(
    of remote: String, branch: String, ledger: LedgerLocation, in repository: Repository,
    now: Timestamp
  ) throws -> String {
    let isBrought = try fetchesAll(of: remote, in: repository)
    let hasCopy = try repository.reference(ledger.reference) != nil
    let cloned = cloned(remote, in: repository)
    let ofBranch = text(latest(branch, in: repository), cloned, now)
    // A fetch of everything does not name a ledger that is not there.
    let ofLedger = text(
      latest(!hasCopy && isBrought ? branch : ledger.branch, in: repository),
      hasCopy || isBrought ? cloned : nil, now)
    // What was never asked for is an error of its own.
    let isKnown = try hasCopy || LastSeenTip(ledger, in: repository).read() != nil
    guard isKnown, ofBranch != ofLedger else {
      return "what \(remote) has is used as \(ofBranch) (--fetch refreshes it)"
    }
    return "what \(remote) has is used as \(ofBranch), and its ledger as \(ofLedger)"
      + " (--fetch refreshes both)"
  }

  private static func text(
    _ fetched: Timestamp?, _ cloned: Timestamp?, _ now: Timestamp
  ) -> String {
    if let fetched { return "fetched \(age(max(0, now - fetched))) ago" }
    if let cloned { return "cloned \(age(max(0, now - cloned))) ago" }
    return "fetched at an unknown time"
  }

  /// When this program fetched both, or git a branch.
  private static func latest(_ branch: String, in repository: Repository) -> Timestamp? {
    let heads = [repository.gitDirectory, repository.commonDirectory].map { $0 + "/FETCH_HEAD" }
    let own = repository.commonDirectory + "/deploysync/fetched"
    return (heads.filter { names(branch, $0) } + [own]).compactMap(modified).max()
  }

  /// Whether git's last fetch brought a branch: lines of a commit, a note and `branch 'NAME' of URL`
  /// (git-fetch(1), FETCH_HEAD; git-fmt-merge-msg(1) reads them).
  private static func names(_ branch: String, _ file: String) -> Bool {
    guard let bytes = try? FileContent.read(file) else { return false }
    return bytes.split(separator: 0x0a).contains { line in
      line.split(separator: 0x09).last?.starts(with: "branch '\(branch)' of ".utf8) ?? false
    }
  }

  /// Whether `git fetch` brings all branches of a remote, as it does unless one was cloned alone.
  private static func fetchesAll(of remote: String, in repository: Repository) throws -> Bool {
    try repository.setting("remote.\(remote).fetch")?.hasPrefix("+refs/heads/*:") ?? false
  }

  /// When git made the clone: it begins the log of the remote's HEAD with a line of that
  /// (gitrepository-layout(5), logs): `OLD NEW NAME <MAIL> SECONDS ZONE`, a tab, `clone: from URL`.
  private static func cloned(_ remote: String, in repository: Repository) -> Timestamp? {
    let path = "\(repository.commonDirectory)/logs/refs/remotes/\(remote)/HEAD"
    guard let bytes = try? FileContent.read(path) else { return nil }
    let line = bytes.prefix { $0 != 0x0a }
    let parts = line.split(separator: 0x09, maxSplits: 1)
    guard parts.count == 2, parts[1].starts(with: "clone: ".utf8) else { return nil }
    let words = parts[0].split(separator: 0x20)
    return words.dropLast().last.flatMap { Int64(String(decoding: $0, as: UTF8.self)) }
      .map { Timestamp(seconds: $0) }
  }

  private static func modified(_ path: String) -> Timestamp? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return Timestamp(seconds: Int64(status.st_mtim.tv_sec))
  }

  private static func age(_ seconds: Int64) -> String {
    for (unit, length) in [("day", 86_400), ("hour", 3_600), ("minute", 60)] as [(String, Int64)] {
      let count = seconds / length
      if count > 0 { return "\(count) \(unit)\(count == 1 ? "" : "s")" }
    }
    return "less than a minute"
  }
}
