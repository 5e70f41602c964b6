package import Domain

/// Where one change is live, where not, and why not.
package struct Explanation: Sendable {
  /// How it stands on one binding.
  package enum State: String, Sendable {
    case live, carried, queued, due, frozen, missed, held, cancelled, superseded, undone, locked,
      refused
    case unknown
    /// It is deployed, and an object that it removes is kept on the target.
    case leftBehind
  }

  /// One binding that the change touches.
  package struct Place: Sendable {
    package var binding: BindingID
    package var state: State
    /// A sentence without a period; times in it are ISO 8601.
    package var why: String
    /// What to type to go on, where there is something.
    package var next: String?
    /// The run that brought it, for what is live.
    package var run: String?
    /// The date that brings it, where one is known.
    package var date: Timestamp?
  }

  /// What was asked about.
  package var commit: ObjectID
  package var subject: String
  /// The first-parent commit that brought it in; nil where it is not merged.
  package var entry: Entry?
  /// For what is not merged: the branches that have it.
  package var branches: [String] = []
  /// The paths of a change that touches no item.
  package var paths: [GitPath] = []
  package var places: [Place] = []
  /// The items whose definition is invalid: nobody can tell whether it touches them.
  package var brokenItems: [String] = []

  /// Whether it is a commit inside of a merge request.
  package var isInside: Bool { entry.map { $0.commit != commit } ?? false }
}
