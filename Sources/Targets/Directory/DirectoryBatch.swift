import Domain
import Faults

/// One batch on its way to a directory target, in five steps:
///
/// 1. The content of every put goes to a temporary file in the object's folder, or in the nearest
///    one above it that is there. A journal in the root says where they are.
/// 2. The temporary files are brought to the disk.
/// 3. Every write, in order, checks what is there now and then moves its file into place, or
///    removes the old one.
/// 4. The folders that changed are brought to the disk.
/// 5. Every object is read back from the root on: only what is there counts as done.
///
/// Between the check of step 3 and the move lies no more than a few system calls, but a change by
/// others that falls between them is overwritten. Where nothing was to be there, not even that:
/// the file is linked to its name, which fails if there is something.
final class DirectoryBatch {
  let writes: [ObjectWrite]
  let root: DirectoryRoot
  /// Tells what counts as proven.
  let reader: DirectoryReader
  let walk: FolderWalk
  /// The same to the folders of the temporary files, which are often others than the objects'.
  let stagingWalk: FolderWalk
  /// One for each write; nil as long as it is not decided.
  var outcomes: [WriteOutcome?]
  var journal = Journal()
  /// Held as long as the batch is at work.
  var claim: JournalClaim?
  /// The temporary files that are there, by the index of their write.
  var staged: [Int: GitPath] = [:]
  /// The folders whose entries changed.
  var touched: Set<GitPath> = []
  /// The folders that objects were removed from.
  var emptied: Set<GitPath> = []
  /// One open folder for each file system that was written to.
  var fileSystems: [UInt: OpenFolder] = [:]
  /// The temporary files that could not be removed; with the last of them goes the journal.
  var leftovers: Set<GitPath> = []
  /// Why the batch was stopped before its end.
  private(set) var stop: String?

  /// Up to so many files or folders, each is synced by itself; beyond, their file systems are: of
  /// 10,000 small files the former took seconds, the latter some tenths of one.
  static let syncedSingly = 8

  init(_ writes: [ObjectWrite], root: DirectoryRoot, reader: DirectoryReader) {
    self.writes = writes
    self.root = root
    self.reader = reader
    walk = FolderWalk(root: root.folder)
    stagingWalk = FolderWalk(root: root.folder)
    outcomes = Array(repeating: nil, count: writes.count)
  }

  /// Does all of it; one outcome for each write.
  func run(mayContinue: () throws -> Void) -> [WriteOutcome] {
    do {
      try root.check()
    } catch {
      failUndecided(error.message)
      return ended()
    }
    stage()
    FaultPoint.staged.pass()
    writeInOrder(mayContinue)
    removeStaged()
    syncFolders()
    FaultPoint.proofBefore.pass()
    prove()
    return ended()
  }

  /// The writes that are not decided yet.
  var undecided: [Int] { writes.indices.filter { outcomes[$0] == nil } }

  /// Forgets which folders are open; needed after one was removed or made.
  func forgetFolders() {
    walk.forget()
    stagingWalk.forget()
  }

  func fail(_ index: Int, _ reason: String) {
    let verb = if case .put = writes[index].action { "write" } else { "remove" }
    outcomes[index] = .failed("cannot \(verb) \(writes[index].path): \(reason)")
  }

  func failUndecided(_ reason: String) {
    for index in undecided { fail(index, reason) }
  }

  private func writeInOrder(_ mayContinue: () throws -> Void) {
    for index in undecided {
      do {
        try mayContinue()
      } catch {
        let reason = Self.text(of: error)
        stop = reason
        for rest in index..<writes.count where outcomes[rest] == nil {
          outcomes[rest] = .skipped("\(writes[rest].path) was not written: \(reason)")
        }
        return
      }
      write(index)
    }
  }

  private func ended() -> [WriteOutcome] {
    outcomes.map { $0 ?? .failed("it was not proven") }
  }

  static func text(of error: any Error) -> String {
    (error as? any ExplainedError)?.message ?? "\(error)"
  }
}
