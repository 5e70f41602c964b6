import Domain
import Git
import Glibc

/// When the branch was fetched last, by this program or by git, or was cloned.
enum FetchTime {
  /// Remembers that it was fetched just now: an empty file's time.
  ///
  /// - Parameter name: of another repository; nil for the branch.
  static func mark(_ name: String? = nil, in repository: Repository) {
    let folder = repository.commonDirectory + "/deploysync"
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

  /// `fetched 3 hours ago`; `cloned 3 hours ago` where no fetch came after that; where neither is known
  /// `fetched at an unknown time`.
  static func text(of remote: String, in repository: Repository, now: Timestamp) -> String {
    let paths = [
      repository.gitDirectory + "/FETCH_HEAD", repository.commonDirectory + "/FETCH_HEAD",
      repository.commonDirectory + "/deploysync/fetched",
    ]
    if let latest = paths.compactMap(modified).max() {
      return "fetched \(age(max(0, now - latest))) ago (--fetch refreshes it)"
    }
    if let time = cloned(remote, in: repository) {
      let age = age(max(0, now - time))
      return "cloned \(age) ago (--fetch refreshes it)"
    }
    return "fetched at an unknown time (--fetch refreshes it)"
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
