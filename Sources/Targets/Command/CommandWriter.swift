import Domain

/// A program as a target. It is asked for one object at a time, and believed only where the object
/// is read back as it was to be.
final class CommandWriter: CommandTarget, TargetWriter {
  let view: CommandView
  var program: CommandProgram { view.program }

  init(_ view: CommandView) { self.view = view }

  /// What a program leaves lying is its own business: the protocol knows whole objects alone.
  func removeLeftovers() throws -> [GitPath] { [] }

  func write(_ batch: [ObjectWrite], mayContinue: () throws -> Void) -> [WriteOutcome] {
    var outcomes: [WriteOutcome] = []
    for write in batch {
      do {
        try mayContinue()
      } catch {
        program.cancel()
        let reason = (error as? any ExplainedError)?.message ?? "\(error)"
        return outcomes
          + batch[outcomes.count...].map { .skipped("\($0.path) was not written: \(reason)") }
      }
      outcomes.append(outcome(of: write))
    }
    return outcomes
  }

  private func outcome(of write: ObjectWrite) -> WriteOutcome {
    let isPut = if case .put = write.action { true } else { false }
    var isAsked = false
    do {
      if let change = try change(before: write) {
        return .failed("\(write.path) changed since it was planned: \(change)")
      }
      if !isPut, write.expected == nil { return .done }
      isAsked = true
      try ask(write)
      return try proof(of: write)
    } catch let error as Refusal {
      return .failed("cannot \(isPut ? "write" : "remove") \(write.path): \(error.clause)")
    } catch {
      let reason = (error as? any ExplainedError)?.message ?? "\(error)"
      return isAsked
        ? .failed("cannot \(isPut ? "write" : "remove") \(write.path): \(reason)")
        : .skipped("\(write.path) was not written: \(reason)")
    }
  }

  /// What is there instead of what is expected, as a clause; nil where it is that.
  private func change(before write: ObjectWrite) throws -> String? {
    let source = write.movedFrom ?? write.path
    let readings = try read([source, write.path])
    if source != write.path, let found = readings[write.path] {
      return found.isObject ? "something is there now" : "it \(found.text)"
    }
    switch (readings[source], write.expected) {
    case (nil, nil): return nil
    case (nil, _?): return "it is gone"
    case (.unreadable(let reason)?, _): return "it \(reason)"
    case (.object?, nil): return "something is there now"
    case (.object(let found)?, let expected?):
      if found == expected { return nil }
      return found.content == expected.content
        ? "its mode is now \(found.mode.text)" : "its content is now \(found.content)"
    }
  }

  /// Reads back what was written.
  private func proof(of write: ObjectWrite) throws -> WriteOutcome {
    let source = write.movedFrom ?? write.path
    let readings = try read([source, write.path])
    func unproven(_ found: String) -> WriteOutcome {
      .failed("\(write.path) is not as it was to be, though the program said so: \(found)")
    }
    if source != write.path, readings[source] != nil {
      return unproven("it is at \(source), too")
    }
    switch (write.action, readings[write.path]) {
    case (.remove, nil): return .done
    case (.remove, let found?): return unproven("read back, it \(found.text)")
    case (.put, nil): return unproven("read back, it is not there")
    case (.put, .unreadable(let reason)?): return unproven("read back, it \(reason)")
    case (.put(let object), .object(let live)?):
      if live == object.version { return .done }
      guard let content = try view.content(of: live, at: write.path) else {
        return unproven("it changes while it is read")
      }
      let same =
        try view.identity(of: live, at: write.path) { content }
        == view.identity(of: object.version, at: write.path, content: object.content)
      return same ? .done : unproven("read back, it \(LiveReading.object(live).text)")
    }
  }
}

/// The program did not do what it was asked; the clause says why.
struct Refusal: Error {
  var clause: String
}

extension LiveReading {
  fileprivate var isObject: Bool { if case .object = self { true } else { false } }

  fileprivate var text: String {
    switch self {
    case .unreadable(let reason): reason
    case .object(let object): "is \(object.mode.text) \(object.content)"
    }
  }
}
