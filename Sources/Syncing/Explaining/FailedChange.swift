import Domain
import Ledger

/// What a run that did not bring all says of one change on one binding.
struct FailedChange {
  private let run: RunRecord
  private let result: BindingResult
  private let binding: BindingID

  init(_ run: RunRecord, _ result: BindingResult, binding: BindingID) {
    self.run = run
    self.result = result
    self.binding = binding
  }

  /// The commit of a repository that it was to bring; nil where it did not come so far.
  func commit(of repository: String) -> ObjectID? {
    (repository == Repositories.control ? result.to : result.commits?[repository])
      .flatMap { ObjectID(hex: $0) }
  }

  var endedAt: Timestamp? { Timestamp(iso8601: run.finishedAt ?? run.startedAt) }

  /// For a change of which no object is told.
  var sentence: String {
    let why = result.why.map { ": \($0)" } ?? ""
    return "run \(run.run) did not bring it and ended as \(result.outcome.rawValue)\(why)"
  }

  /// An object that was not done, and why.
  struct Object {
    var sentence: String
    fileprivate var way: Way
    fileprivate var binding: BindingID

    fileprivate enum Way { case drift, mend(String), look }

    /// What to type to go on.
    func next(isMissed: Bool) -> String {
      let again = "deploysync apply \(binding)" + (isMissed ? " --late" : "")
      return switch way {
      case .drift: "see what is in the way: deploysync drift \(binding), then: \(again)"
      case .mend(let path): "mend \(path) in a merge request, or try again: \(again)"
      case .look: "deploysync plan \(binding)"
      }
    }
  }

  /// The first object at one of these paths that the run did not bring; nil where it brought all.
  func object(among paths: Set<GitPath>) -> Object? {
    let undone = result.objects.first { object in
      guard ![.done, .unchanged].contains(object.outcome) else { return false }
      return [object.path, object.from].compactMap(\.self).contains {
        GitPath(portable: $0).map(paths.contains) ?? false
      }
    }
    guard let undone, let path = GitPath(portable: undone.path) else { return nil }
    let isOwn = undone.error.map { $0 != BindingPlan.waitsForOthers } ?? false
    let why = (isOwn ? undone.error : result.why) ?? "it ended as \(result.outcome.rawValue)"
    let verb = undone.outcome == .refused && isOwn ? "refused" : "did not bring"
    // A limit is about the binding: no commit is named then.
    let way: Object.Way =
      switch undone.outcome {
      case .refused where isOwn && result.to != nil: .drift
      case .failed: .mend(path.quoted)
      default: .look
      }
    return Object(
      sentence: "run \(run.run) \(verb) \(path.quoted): \(why.isPredicate ? "it " : "")\(why)",
      way: way, binding: binding)
  }
}
