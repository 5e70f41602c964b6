import Fixtures
import Foundation

/// Gives what differs from run to run a name that does not, and back: folders, run IDs, commits of
/// the ledger, processes, and the seconds of times that a program read from its clock.
struct StableNames {
  /// Folders of this machine and what documents call them.
  let folders: [(actual: String, shown: String)]
  private var runs: [(actual: String, shown: String)] = []
  private var commits: [(actual: String, shown: String)] = []
  /// The minutes in which programs were run, with the second that they are said to have run in.
  private var minutes: [String: String] = [:]

  init(folders: [(actual: String, shown: String)]) { self.folders = folders }

  /// Remembers that programs run at this time, `2026-11-01T00:00:05Z`.
  mutating func note(time: String) { minutes[String(time.prefix(16))] = time }

  /// Remembers a commit whose ID, or the start of it, differs from run to run.
  mutating func note(commit: String) {
    if commits.contains(where: { $0.actual.hasPrefix(commit) }) { return }
    if let index = commits.firstIndex(where: { commit.hasPrefix($0.actual) }) {
      commits[index].actual = commit
    } else {
      commits.append((commit, Self.digits(40, seed: 40_000 + commits.count)))
    }
  }

  /// Takes every word of a text that can be a commit's ID for one that differs. An ID can consist
  /// of decimal digits alone.
  mutating func noteCommits(in text: String) {
    for match in text.matches(of: Self.commit) { note(commit: String(match.output)) }
  }

  /// The text as a document shows it.
  mutating func shown(_ text: String) -> String {
    var text = text
    for folder in folders { text = text.replacing(folder.actual, with: folder.shown) }
    for match in text.matches(of: /[0-9]{8}T[0-9]{6}Z-[0-9a-f]{10}/) {
      let run = String(match.output)
      guard !runs.contains(where: { $0.actual == run }) else { continue }
      runs.append((run, "\(run.prefix(13))05Z-\(Self.digits(10, seed: runs.count))"))
    }
    for run in runs { text = text.replacing(run.actual, with: run.shown) }
    text = text.replacing(/process [0-9]+ on [^ ,;:"\n]+/, with: "process 4711 on build-3")
    text = text.replacing(/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z/) {
      minutes[String($0.output.prefix(16))] ?? String($0.output)
    }
    return text.replacing(Self.commit) { match in
      let word = String(match.output)
      guard
        let commit = commits.first(where: {
          // Known so far by a shorter form of it.
          $0.actual.hasPrefix(word) || word.hasPrefix($0.actual)
        })
      else { return word }
      return String(commit.shown.prefix(word.count))
    }
  }

  /// A command of a document as it is run here.
  func actual(_ command: String) -> String {
    var text = command
    for folder in folders { text = text.replacing(folder.shown, with: folder.actual) }
    for run in runs { text = text.replacing(run.shown, with: run.actual) }
    return text.replacing(Self.commit) { match in
      let word = String(match.output)
      guard let commit = commits.first(where: { $0.shown.hasPrefix(word) }) else { return word }
      return String(commit.actual.prefix(word.count))
    }
  }

  /// What can be a commit's ID. By Unicode's own rules `c:r` is one word.
  private static var commit: some RegexComponent<Substring> {
    /\b[0-9a-f]{7,40}\b/.wordBoundaryKind(.simple)
  }

  /// Hexadecimal digits that are the same for the same seed.
  private static func digits(_ count: Int, seed: Int) -> String {
    var generator = SeededGenerator(seed: UInt64(seed))
    return String(
      (0..<count).map { _ in "0123456789abcdef".randomElement(using: &generator) ?? "0" })
  }
}
