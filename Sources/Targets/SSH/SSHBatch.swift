import Configuration
import Domain
import Faults
import GitProgram
import Glibc

/// One batch on its way to a folder of another machine:
///
/// 1. The content of every put goes by rsync to a folder of the batch's own, `.deploysync-TOKEN` in the
///    target's folder, and from memory to the disk there.
/// 2. Every write, in order, is one question to the machine: it checks what is there now and then
///    links or renames the file into place, or renames the old one away into the batch's folder.
/// 3. All is brought to the disk, and the batch's folder is removed.
/// 4. Every object is read back from the target's folder on: only what is there counts as done.
///
/// Where the connection is lost, a new one first renames the batch's folder: then nothing that the
/// machine was asked for before can happen any more, and what is read is what came of it.
final class SSHBatch {
  let writes: [ObjectWrite]
  private let view: SSHView
  private let comparison: TargetsFile.Comparison
  private let token: String
  /// One for each write; nil as long as it is not decided.
  private var outcomes: [WriteOutcome?]
  /// The writes that the machine was asked for.
  private var asked: Set<Int> = []
  /// Why contents are not there that were to be sent.
  private var sendFailure: String?
  private let ownsFolder: Bool
  private let firstNumber: Int
  /// Whether the batch's own folder may be there.
  private var hasFolder = false
  private var isLost = false
  /// Why the batch was stopped before its end.
  private(set) var stop: String?

  private var agent: SSHAgent { view.agent }

  /// - Parameters:
  ///   - folder: the token of a folder that is there already and stays; nil for one of the batch's own.
  ///   - firstNumber: the first number that no file of that folder has.
  init(
    _ writes: [ObjectWrite], view: SSHView, comparison: TargetsFile.Comparison,
    in folder: String? = nil, firstNumber: Int = 0
  ) {
    self.firstNumber = firstNumber
    self.writes = writes
    self.view = view
    self.comparison = comparison
    outcomes = Array(repeating: nil, count: writes.count)
    token = folder ?? Self.token()
    ownsFolder = folder == nil
  }

  /// 16 random hexadecimal digits.
  static func token() -> String {
    let digits = String(UInt64.random(in: .min ... .max), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Does all of it; one outcome for each write.
  func run(mayContinue: () throws -> Void) -> [WriteOutcome] {
    guard !writes.isEmpty else { return [] }
    if begin() {
      stage()
      FaultPoint.staged.pass()
      writeInOrder(mayContinue)
      end()
      FaultPoint.proofBefore.pass()
      prove()
    }
    return outcomes.map { $0 ?? .failed("it was not proven") }
  }

  private var undecided: [Int] { writes.indices.filter { outcomes[$0] == nil } }

  private func fail(_ index: Int, _ reason: String) {
    let verb = if case .put = writes[index].action { "write" } else { "remove" }
    outcomes[index] = .failed("cannot \(verb) \(writes[index].path): \(reason)")
  }

  private func failUndecided(_ reason: String) {
    for index in undecided { fail(index, reason) }
  }

  // MARK: Staging

  private func begin() -> Bool {
    guard ownsFolder else { return true }
    do {
      try FaultPoint.journalBefore.reach()
      let answer = try agent.ask("begin", [token], isFinished: true)
      guard answer.first == "done" else {
        let reason = SSHText.line(answer.dropFirst().joined(separator: " "))
        failUndecided("a folder for it cannot be made in the target's folder: \(reason)")
        return false
      }
      hasFolder = true
      FaultPoint.journalKept.pass()
      return true
    } catch {
      failUndecided(Self.text(of: error))
      return false
    }
  }

  private static func text(of error: any Error) -> String {
    (error as? SystemFailure)?.text ?? DirectoryBatch.text(of: error)
  }

  /// Sends the content of every put.
  private func stage() {
    let folder: ProgramFolder
    do {
      folder = try ProgramFolder(environment: agent.connection.environment)
      // Its mode becomes that of the folder there.
      try OpenFolder(systemPath: folder.path).makeFolder(EntryName("new"))
    } catch {
      sendFailure = (error as? ProgramFolder.Failure)?.reason ?? Self.text(of: error)
      return
    }
    var isNeeded = false
    for (index, write) in writes.enumerated() {
      if let reason = ObjectNames.refusal(of: write.path) {
        fail(index, reason)
        continue
      }
      guard case .put(let object) = write.action else { continue }
      do {
        try keep(object, at: index, in: OpenFolder(systemPath: folder.path + "/new"))
        isNeeded = true
      } catch {
        fail(index, Self.text(of: error))
      }
    }
    guard isNeeded else { return }
    do {
      try FaultPoint.fileSystemSyncBefore.reach()
      try agent.connection.send(
        "\(folder.path)/new", to: "\(agent.path)/\(ObjectNames.reservedPrefix)\(token)/new")
      _ = try agent.ask("flush", isFinished: true)
    } catch {
      sendFailure = Self.text(of: error)
    }
  }

  private func keep(_ object: DesiredObject, at index: Int, in folder: OpenFolder) throws {
    let content = try object.content()
    guard BlobHash.id(of: content) == object.version.content else {
      throw Unwritable(reason: "its content is not \(object.version.content)")
    }
    _ = view.learn(content, as: object.version.content)
    let name = EntryName(String(firstNumber + index))
    switch object.version.mode {
    case .symbolicLink:
      if let reason = ContentRules.refusal(ofLink: object.path, to: content) {
        throw Unwritable(reason: reason)
      }
      try FaultPoint.stagingLinkBefore.reach()
      try folder.makeLink(name, to: content)
    case .regular, .executable:
      try FaultPoint.stagingBefore.reach()
      let file = try folder.open(name, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
      try file.write(content)
      try FaultPoint.stagingWritten.reach(writing: file.number)
      try file.setMode(object.version.mode == .executable ? 0o755 : 0o644)
      try file.close()
    case .folder, .submodule: throw Unwritable(reason: "it is neither a file nor a symbolic link")
    }
  }

  // MARK: Writing

  private func writeInOrder(_ mayContinue: () throws -> Void) {
    for index in undecided {
      do {
        try mayContinue()
      } catch {
        let reason = Self.text(of: error)
        stop = reason
        for rest in undecided where rest >= index {
          outcomes[rest] = .skipped("\(writes[rest].path) was not written: \(reason)")
        }
        return
      }
      do {
        try write(index)
      } catch let failure as SystemFailure {
        fail(index, failure.text)
      } catch let reason as Unwritable {
        fail(index, reason.reason)
      } catch {
        // Nobody knows what became of this one, until it is read.
        isLost = true
        let reason = Self.text(of: error)
        for rest in undecided where rest > index {
          outcomes[rest] = .skipped("\(writes[rest].path) was not written: \(reason)")
        }
        if !asked.contains(index) { fail(index, reason) }
        stop = reason
        return
      }
    }
  }

  private func write(_ index: Int) throws {
    let write = writes[index]
    let verb: String
    switch write.action {
    case .put:
      verb = "put"
      try FaultPoint.placeBefore.reach()
    case .remove:
      verb = "remove"
      try FaultPoint.removeBefore.reach()
    }
    guard let expected = try expectation(of: write) else {
      outcomes[index] = .failed(
        "\(write.path) changed since it was planned: it is not what was planned with")
      return
    }
    let words = [String(firstNumber + index), expected, SSHScript.word(write.path.bytes)]
    asked.insert(index)
    try decide(index, try view.ask(verb, words, isFinished: true))
    if verb == "put" { try FaultPoint.placed.reach() } else { FaultPoint.removed.pass() }
  }

  /// What must be there, as the script compares it; nil where that was never there.
  private func expectation(of write: ObjectWrite) throws -> String? {
    guard let object = write.expected else { return "-" }
    if view.plain(of: object) == nil { _ = try view.read([SoughtObject(write.path)]) }
    guard let plain = view.plain(of: object) else { return nil }
    switch object.mode {
    case .executable: return "x:\(plain)"
    case .symbolicLink: return "l:\(plain)"
    default: return "f:\(plain)"
    }
  }

  private func decide(_ index: Int, _ answer: [String]) throws {
    let write = writes[index]
    var words = answer.dropFirst()
    switch answer.first {
    case "done"?: return
    case "changed"?:
      guard let first = words.popFirst(), let now = SSHRecord.one(first, &words) else {
        throw agent.unusable("write")
      }
      outcomes[index] = .failed(
        "\(write.path) changed since it was planned: \(change(now, write))")
    case "failed"?: fail(index, SSHText.line(words.joined(separator: " ")))
    case "unstaged"?: fail(index, sendFailure ?? "its content did not arrive")
    case "gone"?: fail(index, "the run's own folder was taken away by another run")
    case "obstacle"?:
      guard var obstacle = SSHObstacle(&words) else { throw agent.unusable("write") }
      obstacle.reason = SSHText.line(words.joined(separator: " "))
      fail(index, obstacle.clause(at: write.path.prefix(obstacle.depth + 1)))
    default: throw agent.unusable("write")
    }
  }

  private func change(_ now: SSHRecord, _ write: ObjectWrite) -> String {
    switch now {
    case .nothing: return "it is gone"
    case .folder, .emptyFolder: return "a folder is there now"
    case .other(let kind): return "\(kind) is there now"
    case .unreadable(let reason): return "it cannot be read: \(reason)"
    case .behind(let obstacle): return obstacle.clause(at: write.path)
    case .file(let mode, let plain):
      guard let expected = write.expected else { return "a file is there now" }
      return view.plain(of: expected) == plain
        ? "its mode is now \(mode.text)" : "its content is another one now"
    case .link:
      return write.expected?.mode == .symbolicLink
        ? "its content is another one now" : "a symbolic link is there now"
    }
  }

  // MARK: The end

  /// Brings all to the disk and removes the batch's folder.
  private func end() {
    guard hasFolder || isLost else { return }
    if !isLost {
      do {
        try FaultPoint.stagingRemoveBefore.reach()
        let answer = try agent.ask("finish", isFinished: true)
        // What could not be removed stays for the next run.
        if answer.first == "done" || answer.first == "failed" { return }
        throw agent.unusable("finish")
      } catch is SystemFailure {
        _ = try? agent.ask("flush", isFinished: true)
        return
      } catch {
        isLost = true
      }
    }
    do {
      guard try agent.ask("fence", [token], isFinished: true) == ["done"] else {
        throw agent.error("what was asked for cannot be stopped on \(agent.host)", [])
      }
      _ = try agent.ask("flush", isFinished: true)
    } catch {
      // A machine that can be reached no more stays as it is; the next run finds it.
      failUndecided("it cannot be told whether it was done: \(Self.text(of: error))")
    }
  }

  /// Reads every object that was written back, and decides what is done.
  private func prove() {
    guard !undecided.isEmpty else { return }
    let readings: [GitPath: LiveReading]
    do {
      try FaultPoint.folderSyncBefore.reach()
      let sought = undecided.map { SoughtObject(writes[$0].path) }
      // Reading can be done again where the connection was lost.
      readings = try (try? view.read(sought)) ?? view.read(sought)
    } catch {
      return failUndecided("it cannot be read back: \(Self.text(of: error))")
    }
    var last: [GitPath: Int] = [:]
    for index in undecided { last[writes[index].path] = index }
    for index in undecided {
      // What a later write of the same path replaced cannot be read back, and has been followed.
      guard last[writes[index].path] == index else {
        outcomes[index] = .done
        continue
      }
      let found = readings[writes[index].path]
      if found == writes[index].result || isSame(found, as: writes[index]) {
        outcomes[index] = .done
      } else if isLost, case .object(let live)? = found, live == writes[index].expected {
        fail(index, "the connection was lost before it was done")
      } else if isLost, found == nil, writes[index].expected == nil {
        fail(index, "the connection was lost before it was done")
      } else {
        fail(index, "read back, \(ObjectWrite.clause(readBack: found))")
      }
    }
  }

  /// Whether the machine rewrote what it got, and it still counts as the same object.
  private func isSame(_ found: LiveReading?, as write: ObjectWrite) -> Bool {
    guard case .object(let live)? = found, case .put(let object) = write.action else {
      return false
    }
    do {
      guard let content = try view.content(of: live, at: write.path) else { return false }
      return try comparison.identity(of: live, at: write.path) { content }
        == comparison.identity(of: object.version, at: write.path, content: object.content)
    } catch {
      return false
    }
  }
}
