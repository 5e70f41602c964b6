import Domain
import Fixtures
import Git
import Ledger
import Queueing

@testable import Syncing

/// The three sides of one object, and what a planner makes of them.
struct PlanCase: CustomStringConvertible {
  /// What the live target says.
  enum Live: Equatable {
    case nothing, text(String), folder
  }

  var recorded: String?
  var desired: String?
  var live: Live
  var leftBehind: String?
  var prune = PrunePolicy.never
  var overwritesDrift = false

  var description: String {
    "recorded \(recorded ?? "-"), desired \(desired ?? "-"), live \(live), left behind "
      + "\(leftBehind ?? "-"), prune \(prune.rawValue), overwrite \(overwritesDrift)"
  }

  /// Plans it, on a target in memory.
  func plan(in sandbox: Sandbox) throws -> BindingPlan {
    let repository = sandbox.repository
    let place: GitPath = "data/x"
    func version(_ text: String) throws -> FileVersion { try sandbox.version(.text(text)) }
    func tree(_ text: String?) throws -> ObjectID {
      guard let text else { return .emptyTree }
      return try repository.replacing([place: try version(text)], in: .emptyTree)
    }
    let target = FakeTarget()
    target.bytes = { try repository.blob($0.content) }
    switch live {
    case .nothing: break
    case .text(let text): target.objects[place] = try version(text)
    case .folder: target.foreign[place] = "is a folder"
    }
    let id = BindingID(item: "item", target: "live")
    let binding = Binding(id: id, deployment: .adHoc, prune: prune)
    let item = Item(name: "item", paths: [PathPattern("data")], bindings: [binding])
    let commit = try repository.writeBlob([])
    var queue = BindingQueue(item: item, binding: binding, content: try tree(desired))
    var record = DeploymentRecord(
      commits: ["control": commit], at: sandbox.now, run: "run", isProven: true,
      tree: try tree(recorded))
    if let leftBehind {
      record.leftBehind = [
        LeftBehind(path: place, version: try version(leftBehind), place: place, run: "run")
      ]
    }
    queue.record = record
    let planner = Planner(
      reader: target, ownership: try Ownership.of([queue], in: repository), in: repository)
    return try planner.plan(
      DesiredContent(commit: commit, item: item, tree: try tree(desired), prune: prune),
      for: queue, options: Planner.Options(overwritesDrift: overwritesDrift))
  }
}
