import Configuration
import Domain
import Faults

/// One release on its way on another machine, in the same steps and with the same names as
/// `ReleaseBuild` on this one.
///
/// Instead of a lock, the folder of the run that builds it says so, `.deploysync-TOKEN` with a file
/// `release`: as long as its process there lives, no other run builds.
final class SSHReleaseBuild: ReleaseBuilding {
  private let releases: SSHReleases
  private let comparison: TargetsFile.Comparison
  private let token: String
  /// The live release that it is built from; nil for the first.
  private let base: Int?
  private let number: Int
  /// The script that builds it: a later one of a new connection must not go on.
  private let starts: Int
  /// What was written and proven, in order; those from `partStart` on belong to the part at work.
  private var done: [ObjectWrite] = []
  private var partStart = 0
  /// The number of the next file that is sent.
  private var nextNumber = 0
  /// Why it must not go live.
  private var flaw: String?

  private var agent: SSHAgent { releases.agent }
  private var view: SSHView { releases.view }

  /// Starts the next release. Throws `TargetError` or `Failure`; nothing is left then.
  init(_ releases: SSHReleases, _ comparison: TargetsFile.Comparison) throws {
    self.releases = releases
    self.comparison = comparison
    _ = try Self.removeLeftovers(releases)
    let facts = try releases.facts()
    base = facts.current
    number = (facts.numbers.max() ?? 0) + 1
    token = SSHBatch.token()
    try FaultPoint.releaseBuildBefore.reach()
    let agent = releases.agent
    let begun = try agent.ask("begin", [token], isFinished: true)
    guard begun.first == "done" else { throw Failure(begun) }
    starts = agent.starts
    let answer = try agent.ask(
      "build", [String(number), base.map(String.init) ?? "-"], isFinished: true)
    guard answer == ["done"] else {
      _ = try? agent.ask("finish", isFinished: true)
      if answer == ["building"] { throw Self.building(agent) }
      throw Failure(answer)
    }
  }

  private static func building(_ agent: SSHAgent) -> TargetError {
    agent.error(
      "another run is building a release of \(agent.path) on \(agent.host)",
      ["wait for it: deploysync apply --wait 2m"])
  }

  /// Removes what runs left that have ended. Throws `TargetError`.
  static func removeLeftovers(_ releases: SSHReleases) throws(TargetError) -> [GitPath] {
    let agent = releases.agent
    // That it is laid out in releases at all, before anything is removed.
    _ = try releases.facts()
    let removed = try SSHLeftovers(agent).remove()
    let answer = try agent.ask("drop", isFinished: true)
    switch answer.first {
    case "done"?:
      let numbers = answer.dropFirst().first?.split(separator: ",").compactMap { Int($0) } ?? []
      return removed + Set(numbers).sorted().map { GitPath(SSHReleases.workFolder($0)) }
    case "building"?: throw building(agent)
    case "failed"?:
      let number = answer.dropFirst().first.flatMap { Int($0) } ?? 0
      throw .leftover(
        path: SSHReleases.workFolder(number), reason: "it could not be removed on \(agent.host)")
    default: throw agent.unusable("drop")
    }
  }

  /// Whether it is different from the live release.
  var hasWritten: Bool { !done.isEmpty || flaw != nil }

  func write(_ batch: [ObjectWrite], mayContinue: () throws -> Void) -> [WriteOutcome] {
    guard agent.starts == starts else {
      return batch.map { .failed("cannot write \($0.path): the connection was lost") }
    }
    view.base = SSHReleases.workFolder(number)
    defer { view.base = nil }
    let batch = SSHBatch(
      batch, view: view, comparison: comparison, in: token, firstNumber: nextNumber)
    nextNumber += batch.writes.count
    let outcomes = batch.run(mayContinue: mayContinue)
    done += zip(batch.writes, outcomes).filter { $0.1 == .done }.map(\.0)
    if agent.starts != starts { flaw = "the connection was lost while it was built" }
    return outcomes
  }

  func beginPart() { partStart = done.count }

  /// Undoes the writes of the part at work, the last one first.
  func takeBackPart() {
    let part = Array(done[partStart...])
    for write in part.reversed() where self.write([undone(write)], mayContinue: {}) != [.done] {
      flaw = flaw ?? "\(write.path) could not be taken back"
    }
    done.removeSubrange(partStart...)
  }

  private func undone(_ write: ObjectWrite) -> ObjectWrite {
    write.undone { [self] former in
      let place = view.base
      defer { view.base = place }
      view.base = base.map(SSHReleases.folder)
      guard base != nil, let bytes = try view.content(of: former, at: write.path) else {
        throw Failure(reason: "the release before does not have it")
      }
      return bytes
    }
  }

  // MARK: Going live

  /// Makes it the live release. Where it throws, the old one is live, unless the very last question got
  /// no answer.
  func goLive(mayContinue: () throws -> Void) throws {
    do {
      FaultPoint.releaseBuilt.pass()
      if let flaw { throw Failure(reason: flaw) }
      let words = [String(number), base.map(String.init) ?? "-"]
      try FaultPoint.releaseMarkerBefore.reach()
      try expectDone("number", words)
      FaultPoint.releaseNumbered.pass()
      do {
        try mayContinue()
      } catch {
        throw ReleaseBuild.Stopped(reason: DirectoryBatch.text(of: error))
      }
      try FaultPoint.releaseSwitchBefore.reach()
      try switchOver(words)
    } catch {
      discard()
      if let failure = error as? SystemFailure { throw Failure(reason: failure.text) }
      throw error
    }
    do throws(SystemFailure) {
      try FaultPoint.releaseSwitched.reach()
    } catch {
      throw Failure(reason: "it may not last: \(error.text)")
    }
    _ = try? agent.ask("finish", isFinished: true)
  }

  private func switchOver(_ words: [String]) throws {
    do {
      try expectDone("switch", words)
    } catch let error as TargetError {
      // The answer is lost: nothing may come of it later, and what came of it is looked up.
      guard (try? agent.ask("fence", [token], isFinished: true)) == ["done"],
        try releases.facts().current == number
      else { throw error }
    }
  }

  private func expectDone(_ verb: String, _ words: [String]) throws {
    let answer = try agent.ask(verb, words, isFinished: true)
    guard answer == ["done"] else { throw Failure(answer) }
  }

  /// Removes it, as far as it can be removed; the next run removes the rest.
  func discard() {
    view.base = nil
    do throws(SystemFailure) {
      try FaultPoint.releaseDiscardBefore.reach()
    } catch {
      return
    }
    if agent.starts != starts { _ = try? agent.ask("fence", [token], isFinished: true) }
    _ = try? agent.ask("discard", [String(number)], isFinished: true)
    if agent.starts == starts { _ = try? agent.ask("finish", isFinished: true) }
  }

  /// What is not live as it was written, as a clause; nil where all is.
  func difference() -> String? {
    do {
      guard try releases.facts().current == number else { return "another release is live" }
      var expected: [GitPath: LiveReading?] = [:]
      for write in done { expected[write.path] = .some(write.result) }
      let live = try releases.live { view in
        try view.read(expected.keys.sorted().map { SoughtObject($0) })
      }
      let wrong = expected.filter { live?[$0.key] != $0.value }.keys.min()
      return wrong.map { "\($0) is not as it was written" }
    } catch {
      return DirectoryBatch.text(of: error)
    }
  }

  /// Removes the oldest releases. One that cannot be removed stays for the next run.
  func removeOldReleases(keeping kept: Int) {
    guard let numbers = try? releases.facts().numbers else { return }
    let old = numbers.filter { $0 != number }.sorted().dropLast(kept)
    guard !old.isEmpty else { return }
    do throws(SystemFailure) {
      try FaultPoint.releaseRetireBefore.reach()
    } catch {
      return
    }
    _ = try? agent.ask("retire", old.map(String.init), isFinished: true)
  }

  /// Why a release cannot be built or made live; the reason is a clause.
  private struct Failure: ExplainedError {
    var reason: String

    init(reason: String) { self.reason = reason }

    /// What the machine answered.
    init(_ answer: [String]) {
      switch answer.first {
      case "failed"?: reason = SSHText.line(answer.dropFirst().joined(separator: " "))
      case "gone"?: reason = "the run's own folder was taken away by another run"
      default: reason = "the machine gave an answer that cannot be used"
      }
    }

    var category: FailureCategory { .failed }
    var message: String { reason }
  }
}
