import Dispatch
import Domain
import FoundationEssentials
import Git
import Synchronization
import Testing

struct CompareAndSwapTests {
  let sandbox: Sandbox
  let path: String
  let name = "refs/heads/deploysync/ledger"

  init() throws {
    sandbox = try Sandbox()
    path = try sandbox.makeRepository()
  }

  @Test(arguments: [false, true])
  func `a reference moves only from where it was expected`(packed: Bool) throws {
    let one = try sandbox.commit("One")
    let two = try sandbox.commit("Two")
    let repository = try Repository.open(path)
    #expect(throws: ReferenceError.moved(name: name, expected: one, found: nil)) {
      try repository.updateReference(name, from: one, to: two, message: "m")
    }
    try repository.updateReference(name, from: nil, to: one, message: "m")
    if packed { try sandbox.git("pack-refs", "--all") }
    #expect(throws: ReferenceError.moved(name: name, expected: nil, found: one)) {
      try repository.updateReference(name, from: nil, to: two, message: "m")
    }
    #expect(throws: ReferenceError.moved(name: name, expected: two, found: one)) {
      try repository.updateReference(name, from: two, to: one, message: "m")
    }
    try repository.updateReference(name, from: one, to: two, message: "m")
    #expect(try sandbox.id(name) == two)
    #expect(throws: ReferenceError.moved(name: name, expected: one, found: two)) {
      try repository.deleteReference(name, expecting: one)
    }
    try repository.deleteReference(name, expecting: two)
    #expect(try repository.reference(name) == nil)
    #expect(throws: ReferenceError.moved(name: name, expected: two, found: nil)) {
      try repository.deleteReference(name, expecting: two)
    }
  }

  @Test func `a locked reference is named, and the hint's command frees it`() throws {
    let one = try sandbox.commit("One")
    let two = try sandbox.commit("Two")
    let repository = try Repository.open(path)
    try repository.updateReference(name, from: nil, to: one, message: "m")
    try sandbox.write("", to: ".git/\(name).lock")
    #expect(throws: ReferenceError.locked(name: name)) {
      try repository.updateReference(name, from: one, to: two, message: "m")
    }
    #expect(throws: ReferenceError.locked(name: name)) {
      try repository.deleteReference(name, expecting: one)
    }
    #expect(
      ReferenceError.locked(name: name).hints.joined().contains(
        "rm \"$(git rev-parse --git-path \(name).lock)\""))
    let lock = try sandbox.line("rev-parse", "--git-path", name + ".lock")
    try FileManager.default.removeItem(atPath: path + "/" + lock)
    try repository.updateReference(name, from: one, to: two, message: "m")
  }

  @Test func `a symbolic reference is not overwritten`() throws {
    let one = try sandbox.commit("One")
    let repository = try Repository.open(path)
    #expect(throws: ReferenceError.symbolic(name: "HEAD")) {
      try repository.updateReference("HEAD", from: one, to: one, message: "m")
    }
    #expect(throws: ReferenceError.symbolic(name: "HEAD")) {
      try repository.deleteReference("HEAD", expecting: one)
    }
  }

  @Test func `a reference to an object that is not here is not made`() throws {
    let absent = try #require(ObjectID(hex: String(repeating: "1", count: 40)))
    let repository = try Repository.open(path)
    #expect(throws: GitError.self) {
      try repository.updateReference(name, from: nil, to: absent, message: "m")
    }
    #expect(try repository.reference(name) == nil)
  }

  /// Every thread appends its commits to one chain; none may be lost.
  @Test func `no update is lost among several threads`() throws {
    let start = try sandbox.commit("Start")
    try Repository.open(path).updateReference(name, from: nil, to: start, message: "start")
    let threads = DispatchGroup()
    let tally = Tally()
    for worker in 0..<4 {
      // A serial queue of its own is a thread of its own.
      DispatchQueue(label: "worker \(worker)").async(group: threads) { [path, name] in
        do {
          try Self.append(20, as: worker, to: name, in: path, tally)
        } catch {
          tally.errors.withLock { $0.append("\(error)") }
        }
      }
    }
    threads.wait()
    #expect(tally.errors.withLock { $0 }.isEmpty)
    let subjects = try sandbox.line("log", "--format=%s", name).split(separator: "\n")
    #expect(subjects.count == 81)
    #expect(Set(subjects).count == 81)
    // Otherwise they did not meet, and nothing was tested.
    #expect(tally.refused.withLock { $0 } > 0)
    try sandbox.git("fsck", "--strict")
  }

  private final class Tally: Sendable {
    let refused = Mutex(0)
    let errors = Mutex<[String]>([])
  }

  private static func append(
    _ count: Int, as worker: Int, to name: String, in path: String, _ tally: Tally
  ) throws {
    let repository = try Repository.open(path)
    let person = Signature(
      person: Person(name: "W\(worker)", email: "w@example.com"),
      time: Timestamp(seconds: 1_700_000_000))
    var done = 0
    while done < count {
      let current = try #require(try repository.reference(name))
      let commit = try repository.createCommit(
        tree: .emptyTree, parents: [current], author: person, committer: person,
        message: "\(worker) \(done)\n")
      do {
        try repository.updateReference(name, from: current, to: commit, message: "x")
        done += 1
      } catch is ReferenceError {
        tally.refused.withLock { $0 += 1 }
      }
    }
  }
}
