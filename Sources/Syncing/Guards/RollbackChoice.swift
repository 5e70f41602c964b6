package import Domain
import Git
package import Ledger

/// The run that a rollback goes back to, found by what a person typed.
struct RollbackChoice {
  var run: RunRecord
  /// What was recorded right after it.
  var record: DeploymentRecord
  /// The commit of the ledger that recorded it.
  var ledger: ObjectID
  /// The runs since, oldest first.
  var later: [RunRecord]

  /// So many runs are named where the one that was typed does not do.
  private static let named = 5

  /// Throws `RollbackError` with the latest runs of the binding where none or several fit, where the
  /// run left the binding alone, was not finished there, or left it as it is now.
  ///
  /// - Parameter names: the binding's name, and the one that its item had before.
  static func find(
    _ typed: String, of names: [BindingID], now: DeploymentRecord, in ledger: LedgerSnapshot,
    _ repository: Repository
  ) throws -> RollbackChoice {
    let id = names[0]
    let ways = RollbackWays(of: names, now: now, in: ledger, repository)
    func choices() throws -> [String] {
      try ways.runs(limit: named).map { run, result in
        let commit = result.to.map { " \($0.prefix(10))" } ?? ""
        return "run \(run.run) \(run.reason)\(commit)"
      }
    }
    let fitting = try ledger.runs(startingWith: typed).filter { $0.state != .started }
    guard fitting.count < 2 else {
      throw RollbackError.ambiguousRun(typed, choices: fitting.prefix(20).map(\.run))
    }
    guard let run = fitting.first else {
      throw RollbackError.unknownRun(typed, choices: try choices())
    }
    guard let own = ways.result(of: run) else {
      throw RollbackError.leftAlone(run.run, id, choices: try choices())
    }
    guard own.hasDeployed, let place = try ledger.place(of: run.run) else {
      throw RollbackError.unfinished(run.run, id, own.outcome, choices: try choices())
    }
    guard let record = try ways.record(at: place.commit) else {
      throw RollbackError.leftAlone(run.run, id, choices: try choices())
    }
    guard record.tree != now.tree || record.commits != now.commits else {
      throw RollbackError.isCurrent(run.run, id, choices: try choices())
    }
    let gone = try ledger.redacted(in: record.tree)
    guard gone.isEmpty else {
      throw ContentRedactedError(what: "what run \(run.run) left on \(id)", files: gone)
    }
    return RollbackChoice(run: run, record: record, ledger: place.commit, later: place.later)
  }

  /// The objects that our runs created since, by path: they alone may be removed. What was taken
  /// over, given by another item, or left behind before is kept.
  func created(of names: [BindingID], in repository: Repository) throws -> Set<GitPath> {
    let before = try Set(repository.files(in: record.tree).map(\.0))
    var created: Set<GitPath> = []
    for result in later.flatMap(\.bindings) where names.contains(result.binding) {
      for object in result.objects where [.done, .unchanged].contains(object.outcome) {
        guard let path = GitPath(portable: object.path) else { continue }
        let from = object.from.flatMap { GitPath(portable: $0) }
        switch object.action {
        case .create: created.insert(path)
        case .rename, .takeOver:
          if let from, created.remove(from) != nil || before.contains(from) {
            created.insert(path)
          }
        case .delete, .handOver: created.remove(path)
        case .update, .deactivate, .leaveBehind: break
        }
      }
    }
    return created.subtracting(record.leftBehind.map(\.path))
  }

  /// The objects that were deactivated then, by path.
  var deactivated: Set<GitPath> {
    Set(record.leftBehind.filter(\.isDeactivated).map(\.path))
  }
}

/// Why nothing is rolled back.
package enum RollbackError: ExplainedError {
  case unknownRun(String, choices: [String])
  case ambiguousRun(String, choices: [String])
  case leftAlone(String, BindingID, choices: [String])
  case unfinished(String, BindingID, BindingResult.Outcome, choices: [String])
  case isCurrent(String, BindingID, choices: [String])
  case neverDeployed(BindingID)
  /// What the run had not found of its commit was brought since, and no entry that could be held
  /// brings it.
  case unexplained(String, BindingID, [GitPath], choices: [String])
  /// The item was defined otherwise then.
  case redefined(String, BindingID)
  /// Objects were changed on the target and are in the way.
  case drift(BindingID, [PlannedObject], command: String)

  package var category: FailureCategory {
    switch self {
    case .unknownRun, .ambiguousRun: .usage
    default: .refused
    }
  }

  package var message: String {
    switch self {
    case .unknownRun(let run, _): "the ledger has no run \(run)"
    case .ambiguousRun(let run, _): "\(run) names several runs"
    case .leftAlone(let run, let binding, _): "run \(run) deployed nothing to \(binding)"
    case .unfinished(let run, let binding, let outcome, _):
      "run \(run) ended as \(outcome.rawValue) on \(binding): there is nothing whole to go back to"
    case .isCurrent(let run, let binding, _):
      "\(binding) is as run \(run) left it: there is nothing to roll back"
    case .neverDeployed(let binding): "nothing is deployed to \(binding) yet"
    case .unexplained(let run, let binding, let paths, _):
      "run \(run) recorded only part of its commit on \(binding), and what it lacked was brought "
        + "since: \(Self.named(paths)). No merge request that could be held explains it, so the next "
        + "run would bring it again"
    case .redefined(let run, let binding):
      "\(binding): the item's paths or root in deploysync.yaml were changed since run \(run), and a "
        + "rollback cannot hold that back"
    case .drift(let binding, let objects, _):
      objects.count == 1
        ? "\(binding): 1 object on the target is in the way"
        : "\(binding): \(objects.count) objects on the target are in the way"
    }
  }

  private static func named(_ paths: [GitPath]) -> String {
    paths.prefix(3).map(\.quoted).joined(separator: ", ")
      + (paths.count > 3 ? " and \(paths.count - 3) more" : "")
  }

  package var causes: [String] {
    switch self {
    case .unknownRun(_, let choices), .leftAlone(_, _, let choices),
      .unfinished(_, _, _, let choices), .isCurrent(_, _, let choices),
      .unexplained(_, _, _, let choices):
      choices.isEmpty ? [] : ["the latest runs that it can go back to are:"] + choices
    case .ambiguousRun(_, let choices): choices
    case .drift(_, let objects, _):
      objects.prefix(20).map { object in
        switch object.verdict {
        case .drift(let clause), .occupied(let clause): "\(object.path.quoted) \(clause)"
        case .proceed, .impossible, .unsupported: object.path.quoted
        }
      }
    case .neverDeployed, .redefined: []
    }
  }

  package var hints: [String] {
    switch self {
    case .unknownRun: ["see which there are: deploysync history"]
    case .ambiguousRun: ["give more of its digits, as in: deploysync history"]
    case .leftAlone(_, let binding, _), .unfinished(_, let binding, _, _),
      .isCurrent(_, let binding, _):
      ["choose a run of it: deploysync history \(binding)"]
    case .neverDeployed(let binding): ["deploysync apply \(binding)"]
    case .unexplained(_, let binding, _, let choices):
      (choices.isEmpty ? [] : ["choose a run of it: deploysync history \(binding)"]) + [
        "or remove it in the repository and deploy that: deploysync apply \(binding)"
      ]
    case .redefined(_, let binding):
      [
        "take that change back in the repository and deploy it, then roll back; until then: "
          + "deploysync lock \(binding) --reason TEXT"
      ]
    case .drift(let binding, let objects, let command):
      objects.contains { if case .occupied = $0.verdict { true } else { false } }
        ? ["clear the place on the target by hand, then: \(command)"]
        : [
          "see what was changed: deploysync drift \(binding)",
          "overwrite it: \(command) --overwrite-drift",
        ]
    }
  }
}
