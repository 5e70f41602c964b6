import Fixtures

/// An object of the sort that the conformance suite brings to every kind of target.
package struct SampleObject: Hashable, Sendable, CustomStringConvertible {
  package var name: String
  package var value: Int
  package var isActive: Bool

  package init(_ name: String, _ value: Int, isActive: Bool = true) {
    self.name = name
    self.value = value
    self.isActive = isActive
  }

  package var description: String { "\(name)=\(value)\(isActive ? "" : " (off)")" }
}

/// What goes wrong with one write.
package enum WriteTrouble: Hashable, Sendable {
  /// The system does not take it.
  case refused
  /// The program is killed before anything of it is done.
  case killedBefore
  /// The program is killed when it is done and the program does not know.
  case killedAfter
}

/// A system behind one kind of target, as the conformance suite sees it: a further kind is proven by
/// one more of these.
///
/// Each is made for one scenario and starts without objects.
package protocol ConformingSystem: AnyObject {
  /// The target in `targets.yaml`, as a mapping between braces.
  var entry: String { get }
  var canDeactivate: Bool { get }
  /// Whether an object can be removed for good.
  var canDelete: Bool { get }
  /// Whether an object is turned off by one write, so that a crash cannot cut that in two.
  var turnsOffAtOnce: Bool { get }
  /// Whether an object can get another name and stay the same.
  var canRename: Bool { get }

  /// Where the file of an object is, below the item's root.
  func place(of name: String) -> String
  /// The file's text; with `formerName` it says that the object had another name before.
  func text(of object: SampleObject, formerName: String?) -> String

  /// All objects that are there.
  func objects() throws -> [SampleObject]
  /// Something that stays the same as long as the object does; nil where only its place says so.
  func identity(of name: String) throws -> String?
  /// Creates or changes an object as somebody else would, past the program.
  func put(_ object: SampleObject) throws

  /// The names of the objects that were written since the last `forgetWrites`, once for each write,
  /// as the system itself counts them.
  func writes() throws -> [String]
  func forgetWrites() throws

  /// Lets one write of the next program go wrong, the first for 1; in order are the writes of objects
  /// by their places, then removals.
  ///
  /// - Parameter kill: Kills the program.
  /// - Returns: Variables for the program; nil where the system cannot do that.
  func arm(
    _ trouble: WriteTrouble, at number: Int, kill: @escaping @Sendable () -> Void
  ) throws -> [String: String]?
  /// Lets everything go well again.
  func disarm()
}

extension ConformingSystem {
  package var canDelete: Bool { true }
  package var turnsOffAtOnce: Bool { false }
  /// How an object is taken away where nothing is said of it.
  var prune: String { canDelete ? "delete" : "deactivate" }
}
