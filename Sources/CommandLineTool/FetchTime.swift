import Domain
import Git
import Glibc

/// When the branch was fetched last, by this program or by git.
enum FetchTime {
  /// Remembers that it was fetched just now: an empty file's time.
  static func mark(in repository: Repository) {
    let folder = repository.commonDirectory + "/deploysync"
    mkdir(folder, 0o777)
    let descriptor = open(folder + "/fetched", O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { return }
    futimens(descriptor, nil)
    close(descriptor)
  }

  /// `fetched 3 hours ago`, or `fetched at an unknown time`.
  static func text(in repository: Repository, now: Timestamp) -> String {
    let paths = [
      repository.gitDirectory + "/FETCH_HEAD", repository.commonDirectory + "/FETCH_HEAD",
      repository.commonDirectory + "/deploysync/fetched",
    ]
    guard let latest = paths.compactMap(modified).max() else {
      return "fetched at an unknown time (--fetch refreshes it)"
    }
    return "fetched \(age(max(0, now - latest))) ago (--fetch refreshes it)"
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
