import Domain
import Git

/// Checks one commit of a ledger against the one before it, and collects what is wrong with it.
final class CommitCheck {
  let repository: Repository
  let redactions: LedgerRedactions
  /// The ledger's tree before the commit, and after it.
  let before: ObjectID
  let after: ObjectID
  let commit: Commit
  private let isFirst: Bool

  private(set) var problems: [String] = []
  var step = LedgerStep()
  /// The run whose step it is.
  private(set) var run: String?
  /// The run's record as this commit has it; nil where there is none that can be read.
  private(set) var record: RunRecord?

  /// `before` is nil for the first commit.
  init(
    _ commit: Commit, before: Commit?, redactions: LedgerRedactions? = nil,
    in repository: Repository
  ) {
    self.redactions = redactions ?? .none(in: repository)
    self.commit = commit
    self.repository = repository
    isFirst = before == nil
    self.before = before?.tree ?? .emptyTree
    after = commit.tree
  }

  /// Applies every rule.
  func perform() throws {
    try compare(before, after, at: .root, levels: 1)
    checkFormat()
    for stray in step.strays.sorted() {
      report("it brings \(stray.quoted), which is no part of a ledger of format 1")
    }
    let trailers = LedgerTrailers(commit.message)
    checkHeads(trailers)
    try checkExceptions(trailers)
    if trailers.runs.isEmpty, !trailers.redactions.isEmpty {
      return try checkRedaction(trailers)
    }
    for name in step.redactions.keys.sorted() {
      report("it changes what the redaction \(shown(name)) keeps, and is none")
    }
    if trailers.runs.isEmpty, !trailers.exceptions.isEmpty {
      checkNothingElse("a step of an exception")
    } else if trailers.runs.isEmpty, !trailers.holds.isEmpty {
      try checkHolds(trailers)
    } else if trailers.runs.isEmpty, !trailers.locks.isEmpty {
      try checkLocks(trailers)
    } else if trailers.runs.isEmpty, !trailers.procedures.isEmpty {
      try checkProcedureStep(trailers)
    } else {
      checkNoLocks("a step of a run")
      try readRun()
      try checkRuns(plans: trailers.plans)
      try checkLeases()
      try checkIntended()
      try checkRecords()
      try checkRollback()
      try checkLatest()
      try checkProcedures()
    }
  }

  func report(_ problem: String) {
    if !problems.contains(problem) { problems.append(problem) }
  }

  /// Whether the run's record was added or changed by this commit.
  var changesRun: Bool { run.map { step.runs[$0]?.new != nil } ?? false }

  private func checkFormat() {
    let one = FileVersion(mode: .regular, content: Repository.blobID(of: Array("1\n".utf8)))
    if isFirst {
      if step.format?.new != one { report("its file format is not that of a ledger of format 1") }
    } else if step.format != nil {
      report("it changes the file format, which stays as it is for the life of a ledger")
    }
  }

  /// Finds the run by the trailer. Where there is none, the only record that changes tells it, so
  /// that one mistake is not told as many.
  private func readRun() throws {
    let named = LedgerTrailers(commit.message).runs
    if named.count == 1, RunID.isValid(named[0]) {
      run = named[0]
    } else {
      report(
        named.count > 1
          ? "it has several trailers Deploysync-Run, a step belongs to one run"
          : "it has no trailer Deploysync-Run that names a run")
      run = step.runs.count == 1 ? step.runs.first?.key : nil
    }
    guard let run else { return }
    let path = LedgerPath.run(run)
    guard let version = try version(at: path, in: after) else {
      if step.runs[run]?.old == nil { report("it names run \(run), of which it has no record") }
      return
    }
    record = try decode(RunRecord.self, version, at: path, reporting: step.runs[run] != nil)
  }

  /// Sorts the differences of two trees into `step`, each of the upper folders for itself.
  private func compare(
    _ old: ObjectID, _ new: ObjectID, at folder: GitPath, levels: Int
  ) throws {
    guard old != new else { return }
    guard levels > 0 else { return try compareWhole(old, new, at: folder) }
    var sides: [Entry: (old: TreeEntry?, new: TreeEntry?)] = [:]
    for entry in try reading(folder, { try repository.tree(old) }, silently: true) ?? [] {
      sides[Entry(entry), default: (nil, nil)].old = entry
    }
    for entry in try reading(folder, { try repository.tree(new) }) ?? [] {
      sides[Entry(entry), default: (nil, nil)].new = entry
    }
    for (entry, side) in sides where side.old != side.new {
      let path = folder.appending(entry.name)
      guard entry.isFolder else {
        step.insert(
          TreeDifference(
            path: path, old: side.old.map(FileVersion.init), new: side.new.map(FileVersion.init)))
        continue
      }
      try compare(
        side.old?.id ?? .emptyTree, side.new?.id ?? .emptyTree, at: path,
        levels: folder.isRoot ? LedgerStep.levels(below: entry.name) : levels - 1)
    }
  }

  private func compareWhole(_ old: ObjectID, _ new: ObjectID, at folder: GitPath) throws {
    // The folder that was entered last is the one that could not be read.
    var entered = folder
    do {
      try repository.compareTrees(old, new) { path in
        entered = GitPath(bytes: folder.bytes + [UInt8(ascii: "/")] + path.bytes)
        return true
      } visit: { change in
        var change = change
        change.path = GitPath(bytes: folder.bytes + [UInt8(ascii: "/")] + change.path.bytes)
        step.insert(change)
      }
    } catch let error as RepositoryError where error.isFinding {
      report("\(entered.quoted) cannot be read: \(error.message)")
    }
  }

  /// A file and a folder of one name are two things.
  private struct Entry: Hashable {
    var name: [UInt8]
    var isFolder: Bool

    init(_ entry: TreeEntry) {
      name = entry.name
      isFolder = entry.mode == .folder
    }
  }
}

extension FileVersion {
  fileprivate init(_ entry: TreeEntry) {
    self.init(mode: entry.mode, content: entry.id)
  }
}
