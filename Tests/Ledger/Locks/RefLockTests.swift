import Domain
import Fixtures
import Foundation
import Git
import Ledger
import Testing

/// A ref's lock that a kill left is told from a live one.
final class RefLockTests {
  private let fixture: FixtureRepository
  private let folder: TemporaryFolder
  private let repository: Repository
  private let reference = "refs/heads/deploysync/ledger"
  private let commit: ObjectID
  private var clock = Duration.seconds(500)
  /// What happens while it waits.
  private var pause: () throws -> Void = {}

  init() throws {
    try GitLibrary.isolate()
    folder = try TemporaryFolder(inMemory: true)
    fixture = try FixtureRepository(bare: true, in: folder)
    repository = try Repository.open(fixture.path)
    let signature = Signature(
      person: Domain.Person(name: "A", email: "a@example.com"), time: Timestamp(seconds: 0))
    commit = try repository.createCommit(
      tree: repository.writeTree([]), parents: [], author: signature, committer: signature,
      message: "step\n")
  }

  private var lock: String { "\(fixture.path)/\(reference).lock" }

  private func makeLock(_ content: String = "", at path: String? = nil) throws {
    let path = path ?? lock
    try FileManager.default.createDirectory(
      atPath: String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]),
      withIntermediateDirectories: true)
    #expect(FileManager.default.createFile(atPath: path, contents: Data(content.utf8)))
  }

  /// The note of a process that is gone, as it is left by a kill.
  private func leaveNote(of process: LeaseOwner, commit: ObjectID) throws {
    let note = LockNote(owner: process, reference: reference, commit: commit)
    let folder = "\(fixture.path)/deploysync/writing"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    let path = "\(folder)/\(process.pid)-\(process.processStart).json"
    #expect(
      FileManager.default.createFile(
        atPath: path, contents: Data(try LedgerJSON.encode(note))))
  }

  private var gone: LeaseOwner {
    var owner = LeaseOwner.current()
    owner.processStart = "1"
    return owner
  }

  private func files(in folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: "\(fixture.path)/\(folder)")) ?? []
  }

  /// Writes the ref as the ledger does; how often it had to wait.
  @discardableResult
  private func write(patience: Duration = .seconds(120)) throws -> Int {
    let locks = LockWatch(in: repository) { self.clock }
    locks.patience = patience
    var waits = 0
    let ledger = LocalLedgerReference(
      LedgerLocation(name: reference, remote: nil), in: repository, locks: locks
    ) {
      waits += 1
      self.clock += .milliseconds(500)
      #expect(throws: Never.self) { try self.pause() }
    }
    #expect(try ledger.advance(from: nil, to: commit, message: "test"))
    #expect(try repository.reference(reference) == commit)
    return waits
  }

  @Test func `a write leaves nothing behind`() throws {
    #expect(try write() == 0)
    #expect(files(in: "deploysync/writing") == [])
    #expect(!FileManager.default.fileExists(atPath: lock))
  }

  @Test func `a lock of a process that is gone for certain is removed at once`() throws {
    try leaveNote(of: gone, commit: commit)
    try makeLock("\(commit.hex)\n")
    #expect(try write() == 0)
    #expect(files(in: "refs/heads/deploysync") == ["ledger"])
  }

  @Test(arguments: [0, 1, 20, 40])
  func `a lock that was not written whole is watched for a second`(_ length: Int) throws {
    try leaveNote(of: gone, commit: commit)
    try makeLock(String("\(commit.hex)\n".prefix(length)))
    #expect(try write() == 2)
  }

  @Test func `a lock that is older than the note is another's`() throws {
    try makeLock(String(commit.hex.prefix(20)))
    usleep(20_000)
    try leaveNote(of: gone, commit: commit)
    #expect(try write() == 120)
  }

  @Test func `a note alone proves nothing of another's lock`() throws {
    try leaveNote(of: gone, commit: .emptyBlob)
    try makeLock("\(commit.hex)\n")
    #expect(try write() == 120, "it was watched for a minute")
    #expect(files(in: "deploysync/writing") == [])
  }

  @Test func `a note of a process that lives, or of another machine, proves nothing`() throws {
    var far = gone
    far.bootID = "another"
    try leaveNote(of: far, commit: commit)
    try makeLock("\(commit.hex)\n")
    #expect(try write() == 120)
  }

  @Test func `an unknown lock is removed after it was watched unchanged for a minute`() throws {
    try makeLock()
    #expect(try write() == 120)
  }

  @Test func `a lock that changes is another one`() throws {
    try makeLock()
    var changes = 0
    pause = {
      guard changes < 3, self.clock >= .seconds(500 + 50 * (changes + 1)) else { return }
      changes += 1
      try FileManager.default.removeItem(atPath: self.lock)
      try self.makeLock(String(repeating: "x", count: changes))
    }
    #expect(try write(patience: .seconds(600)) == 100 * 3 + 120)
  }

  @Test func `a lock that goes by itself is only waited for`() throws {
    try makeLock()
    pause = {
      if self.clock == .seconds(505) { try FileManager.default.removeItem(atPath: self.lock) }
    }
    #expect(try write() == 10)
  }

  @Test func `who may not wait is told the file, its age and what to type`() throws {
    try makeLock()
    let hourAgo = Date().addingTimeInterval(-3 * 3_600 - 5)
    try FileManager.default.setAttributes([.modificationDate: hourAgo], ofItemAtPath: lock)
    let error = #expect(throws: ReferenceLocked.self) { try write(patience: .seconds(10)) }
    #expect(
      error?.message
        == "refs/heads/deploysync/ledger is locked by another process, or by one that died")
    #expect(error?.causes == ["\(lock) is there, and 3 hours old"])
    #expect(
      error?.hints == [
        "deploysync apply --wait 2m removes it once it has not changed for a minute",
        "or, if neither git nor deploysync is running here: rm '\(lock)'",
      ])
    #expect(FileManager.default.fileExists(atPath: lock))
  }

  @Test func `the lock of another is not removed in the place of a dead one`() throws {
    try makeLock("dead")
    let dead = try #require(LockFile(path: lock))
    try FileManager.default.removeItem(atPath: lock)
    try makeLock("alive")
    #expect(!dead.remove(guardedBy: "\(fixture.path)/guardian"))
    #expect(FileManager.default.contents(atPath: lock) == Data("alive".utf8))
    #expect(files(in: "refs/heads/deploysync") == ["ledger.lock"])
  }

  @Test func `of many that remove a lock at once, each removes what it saw`() throws {
    try makeLock("dead")
    let dead = try #require(LockFile(path: lock))
    let path = lock
    let guardian = "\(fixture.path)/guardian"
    let results = Results()
    DispatchQueue.concurrentPerform(iterations: 16) { number in
      let hasRemoved = dead.remove(guardedBy: guardian)
      // Whoever removed it makes a lock of its own, as a writer does.
      if hasRemoved {
        _ = FileManager.default.createFile(atPath: path, contents: Data("\(number)".utf8))
      }
      results.add(hasRemoved)
    }
    #expect(results.count == 1)
    #expect(FileManager.default.fileExists(atPath: lock))
  }
}

/// Counts in several threads.
private final class Results: @unchecked Sendable {
  private let lock = NSLock()
  private var removals = 0
  var count: Int { lock.withLock { removals } }
  func add(_ hasRemoved: Bool) { lock.withLock { removals += hasRemoved ? 1 : 0 } }
}
