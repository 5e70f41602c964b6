package import Domain

/// One write to a target.
package struct ObjectWrite {
  package enum Action {
    /// Creates the object or replaces it.
    case put(DesiredObject)
    case remove
  }

  package var path: GitPath
  package var action: Action
  /// What must be there right before the write, nil for nothing; else the write fails.
  package var expected: LiveObject?
  /// The place that the object leaves, and where `expected` is then; only for targets that move at
  /// once (`TargetCapabilities.movesAtOnce`).
  package var movedFrom: GitPath?
  /// What is recorded of the object; nil where nothing is. A target of which something cannot be read
  /// takes that from it.
  package var recorded: FileVersion?
  /// The system's own ID of the object that is expected; nil where it has none but its place.
  package var remoteID: String?

  package init(
    path: GitPath, action: Action, expected: LiveObject?, movedFrom: GitPath? = nil,
    recorded: FileVersion? = nil, remoteID: String? = nil
  ) {
    self.recorded = recorded
    self.movedFrom = movedFrom
    self.remoteID = remoteID
    self.path = path
    self.action = action
    self.expected = expected
  }

  /// The write that brings the object to its path.
  package static func put(_ object: DesiredObject, expected: LiveObject?) -> ObjectWrite {
    ObjectWrite(path: object.path, action: .put(object), expected: expected)
  }

  /// The write that removes what is at the path.
  package static func remove(_ path: GitPath, expected: LiveObject) -> ObjectWrite {
    ObjectWrite(path: path, action: .remove, expected: expected)
  }
}

/// How one write ended.
package enum WriteOutcome: Hashable, Sendable {
  /// It was read back and is as it was to be.
  case done
  /// The sentence says what is wrong with which path.
  case failed(String)
  /// It was not tried; the sentence says why.
  case skipped(String)
}

/// What a failed write of ours left on a target.
package struct HalfWrite: Hashable, Sendable {
  /// Where the object is by now: at the place that it was to leave, or at its new one.
  package var place: GitPath
  package var live: LiveObject

  package init(place: GitPath, live: LiveObject) {
    self.place = place
    self.live = live
  }
}

/// The side of a target that runs write with.
package protocol TargetWriter: TargetReader {
  /// Removes what a killed run left lying, which are temporary files of ours, and returns their
  /// paths. Only for the owner of the target's lease: it would take them from a run that lives.
  ///
  /// Throws `TargetError` where something of it cannot be read or removed.
  func removeLeftovers() throws -> [GitPath]

  /// The order in which some objects are to be brought, as indexes: an object that others refer to
  /// goes before them. What goes away does so in the reverse order.
  ///
  /// Throws what reading the content throws.
  func order(_ objects: [DesiredObject]) throws -> [Int]

  /// Writes one batch in its order and reads every object back.
  ///
  /// `mayContinue` is asked before each write; when it throws, that write and the rest of the
  /// batch are skipped, with the error's message. A failed write does not stop the others.
  ///
  /// - Returns: one outcome for each write, in the batch's order.
  func write(_ batch: [ObjectWrite], mayContinue: () throws -> Void) -> [WriteOutcome]

  /// How many writes are best handed over at a time.
  var batchSize: Int { get }

  /// What our own failed write to a place left there, as it was read right behind it; nil where it
  /// changed nothing, or where nothing proves that nobody else did.
  func halfWrite(to place: GitPath) -> HalfWrite?

  /// What a reader must know of an object that was written and is done: a full clause, such as that a
  /// secret of it cannot be read back.
  func note(of place: GitPath) -> String?

  /// Whether what is written goes live later, all of it at once: then `done` says that it is ready,
  /// and `publish` that it is there. What belongs together is a part: it goes live as a whole or
  /// not at all.
  var goesLiveAsWhole: Bool { get }

  /// Names the run and the binding that further writes are for. Only targets that keep a history of
  /// their own care.
  func attribute(to origin: WriteOrigin)

  /// Starts a part.
  func beginPart()

  /// Takes back all writes of the part.
  func takeBackPart()

  /// Makes live what was written since the last time, and reads it back.
  ///
  /// - Returns: what became of it; nil where there was nothing to do. Where it is not done, nothing
  ///   of it is live, or what is live could not be proven.
  func publish(mayContinue: () throws -> Void) -> WriteOutcome?
}

extension TargetWriter {
  package var batchSize: Int { 256 }
  package func halfWrite(to place: GitPath) -> HalfWrite? { nil }
  package func note(of place: GitPath) -> String? { nil }
  package func order(_ objects: [DesiredObject]) throws -> [Int] { Array(objects.indices) }
  package var goesLiveAsWhole: Bool { false }
  package func attribute(to origin: WriteOrigin) {}
  package func beginPart() {}
  package func takeBackPart() {}
  package func publish(mayContinue: () throws -> Void) -> WriteOutcome? { nil }
}
