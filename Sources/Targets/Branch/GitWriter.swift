import Domain
import Git

/// Writes a branch of another repository: every binding of a run becomes one commit, and `publish`
/// pushes them together.
///
/// Until then nothing leaves this machine, and a killed run leaves nothing but objects that no
/// reference names.
final class GitWriter: BranchTarget, TargetWriter {
  let view: BranchView
  private var origin: WriteOrigin?
  private var parts: [BranchPart] = []
  /// What is at each place once all parts are there.
  private var pending: [GitPath: LiveObject?] = [:]

  init(_ view: BranchView) { self.view = view }

  var goesLiveAsWhole: Bool { true }

  func attribute(to origin: WriteOrigin) { self.origin = origin }

  func removeLeftovers() throws -> [GitPath] { [] }

  func beginPart() { parts.append(BranchPart(origin: origin)) }

  func takeBackPart() {
    if !parts.isEmpty { parts.removeLast() }
    pending = [:]
    for part in parts {
      for change in part.writes { pending[change.place] = .some(change.desired) }
    }
  }

  func write(_ batch: [ObjectWrite], mayContinue: () throws -> Void) -> [WriteOutcome] {
    if parts.isEmpty { beginPart() }
    let live: [GitPath: LiveReading]
    do {
      // Once for all: nothing of it is there before `publish`, which asks again.
      try mayContinue()
      live = try readBeforeWriting(batch.map(\.path))
    } catch {
      let reason = (error as? any ExplainedError)?.message ?? "\(error)"
      return batch.map { .skipped("\($0.path) was not written: \(reason)") }
    }
    return batch.map { write in
      let found =
        pending[write.path].map { $0.map { LiveReading.object($0) } } ?? live[write.path]
      if let clause = BranchChange.clause(expected: write.expected, found: found) {
        return .failed("\(write.path) changed since it was planned: \(clause)")
      }
      do {
        let desired = try stored(write)
        pending[write.path] = .some(desired)
        parts[parts.count - 1].writes.append(
          BranchChange(place: write.path, expected: write.expected, desired: desired))
        return .done
      } catch {
        let reason = (error as? any ExplainedError)?.message ?? "\(error)"
        return .failed("cannot write \(write.path): \(reason)")
      }
    }
  }

  /// What the branch has at the places, apart from what is pending.
  private func readBeforeWriting(_ places: [GitPath]) throws -> [GitPath: LiveReading] {
    let live = try read(places)
    let isInTheWay = live.values.contains { if case .unreadable = $0 { true } else { false } }
    guard isInTheWay, !pending.isEmpty else { return live }
    // A file where a folder was whose files are removed by now, or the reverse.
    return try read(Array(pending.keys) + places)
  }

  /// The version that a write brings, whose content is in this repository then; nil for a removal.
  private func stored(_ write: ObjectWrite) throws -> FileVersion? {
    guard case .put(let object) = write.action else { return nil }
    guard [.regular, .executable, .symbolicLink].contains(object.version.mode) else {
      throw TargetError.unreadable(object: write.path, reason: "it is no file")
    }
    if !view.repository.contains(object.version.content, refreshing: true) {
      let id = try view.repository.writeBlob(object.content())
      guard id == object.version.content else {
        throw TargetError.unreadable(object: write.path, reason: "its content is another one")
      }
    }
    return object.version
  }

  func publish(mayContinue: () throws -> Void) -> WriteOutcome? {
    let parts = parts.filter { !$0.writes.isEmpty }
    self.parts = []
    pending = [:]
    guard !parts.isEmpty else { return nil }
    do {
      return try BranchPublication(view, parts).run(mayContinue: mayContinue)
    } catch let conflict as BranchConflict {
      return .failed(
        "nothing was pushed: \(conflict.place) changed since it was planned: \(conflict.clause)")
    } catch {
      let reason = (error as? any ExplainedError)?.message ?? "\(error)"
      return .failed("nothing was pushed: \(reason)")
    }
  }
}
