import Foundation

/// Writes any number of commits with one `git fast-import`, the same IDs on every machine.
///
/// Commits are told one after the other; each is a minute later than the one before, from
/// 2026-01-01T00:00:00Z, unless a time is given. More commits can be told and written after a first
/// ``write(to:)``.
package final class HistoryBuilder {
  /// 2026-01-01T00:00:00Z.
  package static let start: Int64 = 1_767_225_600

  /// Every commit told so far, in order.
  package private(set) var commits: [FixtureCommit] = []
  /// The time of the next commit, in seconds since 1970.
  package var clock: Int64 = HistoryBuilder.start
  private var tips: [String: Mark] = [:]
  private var unwrittenRefs: [String: Mark] = [:]
  private var written: [Mark: String] = [:]

  package init() {}

  /// The newest commit of a branch, or nil where it has none.
  package func tip(of branch: String = "main") -> Mark? {
    tips[Self.ref(branch)]
  }

  /// The commit of a mark.
  package subscript(mark: Mark) -> FixtureCommit { commits[mark.number - 1] }

  /// Adds a commit with changes to the files of its first parent; nil removes a path.
  ///
  /// `branch` is a branch's name or a full ref name; nil makes a commit without a ref, kept by the
  /// commits that name it as a parent. `parents` are the branch's tip unless given; an empty list
  /// makes a root. A `time` in seconds since 1970 sets the clock for what follows, too.
  @discardableResult
  package func commit(
    _ message: String, on branch: String? = "main", parents: [Mark]? = nil,
    changes: [String: FixtureFile?] = [:], author: Person = HermeticEnvironment.person,
    committer: Person? = nil, at time: Int64? = nil, authoredAt: Int64? = nil
  ) -> Mark {
    add(
      .changes(changes), message: message, branch: branch, parents: parents, author: author,
      committer: committer, time: time, authoredAt: authoredAt)
  }

  /// Adds a commit with exactly the given files.
  @discardableResult
  package func commit(
    _ message: String, on branch: String? = "main", parents: [Mark]? = nil,
    snapshot: [String: FixtureFile], author: Person = HermeticEnvironment.person,
    committer: Person? = nil, at time: Int64? = nil, authoredAt: Int64? = nil
  ) -> Mark {
    add(
      .snapshot(snapshot), message: message, branch: branch, parents: parents, author: author,
      committer: committer, time: time, authoredAt: authoredAt)
  }

  /// Adds what a git server makes of a merge request: a commit on a side branch that starts at the
  /// tip, and a merge commit on the branch that ends `See merge request group/project!NUMBER`.
  @discardableResult
  package func mergeRequest(
    _ number: Int, _ title: String, into branch: String = "main",
    changes: [String: FixtureFile?], author: Person = HermeticEnvironment.person,
    project: String = "support/config", at time: Int64? = nil
  ) -> Mark {
    let base = tip(of: branch).map { [$0] } ?? []
    if let time { clock = time - 60 }
    let side = commit(title, on: nil, parents: base, changes: changes, author: author)
    let message = """
      Merge branch 'change-\(number)' into '\(branch)'

      \(title)

      See merge request \(project)!\(number)
      """
    return commit(message, on: branch, parents: base + [side], changes: changes, author: author)
  }

  /// Points a branch, or the ref of the full name, at a commit.
  package func point(_ branch: String, at mark: Mark) {
    tips[Self.ref(branch)] = mark
    unwrittenRefs[Self.ref(branch)] = mark
  }

  /// Writes what was told since the last call, and returns the hex IDs of all commits so far.
  ///
  /// Refs move even where that is not a fast-forward; the index and the work tree are left alone
  /// (``FixtureRepository/checkOut()``). The repository's clock goes on where this one stands.
  @discardableResult
  package func write(to repository: FixtureRepository) throws -> [Mark: String] {
    let pending = commits.dropFirst(written.count)
    guard !pending.isEmpty || !unwrittenRefs.isEmpty else { return written }
    var stream = FastImportStream(written: written)
    pending.forEach { stream.append($0) }
    for (ref, mark) in unwrittenRefs.sorted(by: { $0.key < $1.key }) {
      stream.reset(ref, to: mark)
    }
    let marks = repository.folder.path("marks-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(atPath: marks) }
    try repository.git(
      ["fast-import", "--quiet", "--force", "--done", "--export-marks=\(marks)"],
      input: stream.finished())
    for line in try String(contentsOfFile: marks, encoding: .utf8).split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count == 2, let number = Int(words[0].dropFirst()) else { continue }
      written[Mark(number: number)] = String(words[1])
    }
    guard written.count == commits.count else {
      throw FixtureError("git fast-import wrote \(written.count) of \(commits.count) commits")
    }
    unwrittenRefs = [:]
    repository.clock = max(repository.clock, clock)
    return written
  }

  private func add(
    _ files: FixtureCommit.Files, message: String, branch: String?, parents: [Mark]?,
    author: Person, committer: Person?, time: Int64?, authoredAt: Int64?
  ) -> Mark {
    let ref = branch.map(Self.ref)
    let time = time ?? clock
    let mark = Mark(number: commits.count + 1)
    commits.append(
      FixtureCommit(
        mark: mark, ref: ref, parents: parents ?? ref.flatMap { tips[$0] }.map { [$0] } ?? [],
        files: files, message: message, author: author, committer: committer ?? author,
        authoredAt: authoredAt ?? time, committedAt: time))
    clock = time + 60
    if let ref { tips[ref] = mark }
    return mark
  }

  private static func ref(_ branch: String) -> String {
    branch.hasPrefix("refs/") ? branch : "refs/heads/\(branch)"
  }
}
