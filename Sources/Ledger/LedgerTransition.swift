package import Domain
package import Exceptions
import Git

/// One step of the ledger: what changes in its tree, and the sentence that says so.
package struct LedgerTransition: Sendable {
  /// The commit's subject, a sentence without a period.
  package var subject: String
  /// The commit's trailers, in order.
  package var trailers: [(name: String, value: String)]
  private var writes: [(GitPath, Write)] = []
  /// The runs that it records as ended.
  private(set) var ended: [RunRecord] = []

  private enum Write: Sendable {
    case file([UInt8])
    case blob(FileVersion)
    /// An item's content, one folder for each repository.
    case content(ObjectID)
    case remove
  }

  package init(subject: String, run: String) {
    self.subject = subject
    trailers = [("Deploysync-Run", run)]
  }

  /// A step of an exception, without a run.
  package init(subject: String, step: ExceptionChain.Named) throws {
    self.subject = subject
    trailers = [
      ("Deploysync-Exception", step.step.exception), ("Deploysync-Step", step.name),
    ]
    try record(step)
  }

  /// A change of what is held; it belongs to no run.
  package init(subject: String, holds bindings: [BindingID]) {
    self.subject = subject
    trailers = [("Deploysync-Hold", bindings.map(\.description).joined(separator: " "))]
  }

  /// A change of what is locked; it belongs to no run.
  package init(subject: String, locks bindings: [BindingID]) {
    self.subject = subject
    trailers = [("Deploysync-Lock", bindings.map(\.description).joined(separator: " "))]
  }

  /// A step of the procedure of a binding; it belongs to no run.
  package init(subject: String, procedure binding: BindingID) {
    self.subject = subject
    trailers = [("Deploysync-Procedure", binding.description)]
  }

  /// Records how an open procedure stands.
  package mutating func record(_ procedure: Procedure) throws {
    writes.append(
      (LedgerPath.procedure(procedure.binding), .file(try LedgerJSON.encode(procedure))))
  }

  /// Takes an open procedure away, which a run's record has from now on.
  package mutating func removeProcedure(of binding: BindingID) {
    writes.append((LedgerPath.procedure(binding), .remove))
  }

  /// A redaction; it belongs to no run.
  init(subject: String, redaction: LedgerRedaction, originals: [RawCommit]) throws {
    self.subject = subject
    trailers = [("Deploysync-Redaction", "\(redaction.number)")]
    writes.append(
      (LedgerPath.redaction("\(redaction.number)"), .file(try LedgerJSON.encode(redaction))))
    for original in originals {
      writes.append(
        (LedgerPath.original(original.id, in: redaction.number), .file(original.bytes)))
    }
  }

  /// Says that it goes on from a part of a ledger that was lost or bad.
  package mutating func rebuilds(lost tip: ObjectID?, firstBad: ObjectID?) {
    trailers.append(("Deploysync-Rebuilt", tip?.hex ?? "lost"))
    if let firstBad { trailers.append(("Deploysync-First-Bad", firstBad.hex)) }
  }

  /// Locks a binding.
  package mutating func lock(_ binding: BindingID, _ lock: BindingLock) throws {
    writes.append((LedgerPath.lock(binding), .file(try LedgerJSON.encode(lock))))
  }

  /// Takes the lock of a binding away.
  package mutating func unlock(_ binding: BindingID) {
    writes.append((LedgerPath.lock(binding), .remove))
  }

  /// Says that it carries out a saved plan.
  package mutating func uses(plan digest: String) {
    trailers.append(("Deploysync-Plan", digest))
  }

  /// Names the head of the control repository that the step was decided at, and those of the
  /// other repositories that items take content from.
  package mutating func decided(at control: ObjectID, others: [String: ObjectID] = [:]) {
    trailers.append(("Deploysync-Control", control.hex))
    for (name, head) in others.sorted(by: { $0.key < $1.key }) {
      trailers.append(("Deploysync-Repository", "\(name) \(head.hex)"))
    }
  }

  /// Records a step of an exception.
  package mutating func record(_ step: ExceptionChain.Named) throws {
    writes.append(
      (LedgerPath.step(step.step.exception, step.name), .file(try LedgerJSON.encode(step.step))))
  }

  /// Keeps the tree that an impact would bring to a binding.
  package mutating func keep(
    _ tree: ObjectID, of binding: BindingID, for step: ExceptionChain.Named
  ) {
    guard tree != .emptyTree else { return }
    let path = LedgerPath.impactContent(step.step.exception, step.name, binding)
    writes.append((path, .content(tree)))
  }

  /// Records a run, over an earlier record of it that had not ended.
  package mutating func record(_ run: RunRecord) throws {
    writes.append((LedgerPath.run(run.run), .file(try LedgerJSON.encode(run))))
    if run.state != .started { ended.append(run) }
  }

  /// Records what is on the target for a binding, with the content trees and what is left behind.
  package mutating func record(_ record: DeploymentRecord, of binding: BindingID) throws {
    let state = StateFile(record, of: binding)
    writes.append((LedgerPath.deployed(binding), .remove))
    writes.append((LedgerPath.state(binding), .file(try LedgerJSON.encode(state))))
    if record.tree != .emptyTree {
      writes.append((LedgerPath.content(binding), .content(record.tree)))
    }
    // The state names these blobs only as text: as files of the tree they outlive a collection.
    for left in record.leftBehind {
      writes.append((LedgerPath.leftBehind(binding, left.version), .blob(left.version)))
    }
  }

  /// Forgets a binding's record, which another takes over.
  package mutating func removeRecord(of binding: BindingID) {
    writes.append((LedgerPath.deployed(binding), .remove))
  }

  /// Takes a binding for a run.
  package mutating func take(_ binding: BindingID, lease: Lease, content: ObjectID) throws {
    writes.append((LedgerPath.lease(binding), .file(try LedgerJSON.encode(lease))))
    if content != .emptyTree {
      writes.append((LedgerPath.intended(binding), .content(content)))
    }
  }

  /// Renews the lease of a binding that the run holds.
  package mutating func renew(_ binding: BindingID, lease: Lease) throws {
    writes.append((LedgerPath.lease(binding), .file(try LedgerJSON.encode(lease))))
  }

  /// Takes the lease of a dead run over; `lease` is what it is from now on.
  package mutating func takeOver(_ binding: BindingID, lease: Lease) throws {
    writes.append((LedgerPath.lease(binding), .file(try LedgerJSON.encode(lease))))
  }

  /// Lets a binding go.
  package mutating func release(_ binding: BindingID) {
    writes.append((LedgerPath.lease(binding), .remove))
    writes.append((LedgerPath.intended(binding), .remove))
  }

  /// Whether a binding's record is part of it.
  package var recordsBinding: Bool {
    writes.contains { $0.0.isOrIsBelow(LedgerPath.deployed) }
  }

  /// The tree after this step.
  func apply(to tree: ObjectID, in repository: Repository) throws -> ObjectID {
    var tree = tree
    // Removals first: what is removed as a folder may be written anew below.
    let removals = writes.filter { if case .remove = $0.1 { true } else { false } }
    tree = try repository.replacing(
      Dictionary(removals.map { ($0.0, nil) }, uniquingKeysWith: { a, _ in a }), in: tree)
    var additions = try latestRuns(in: tree, repository)
    for (path, write) in writes {
      switch write {
      case .file(let bytes):
        additions[path] = FileVersion(mode: .regular, content: try repository.writeBlob(bytes))
      case .blob(let version): additions[path] = version
      case .content(let tree):
        for (name, id) in try repository.parts(of: tree) {
          additions[path.appending(name.utf8)] = FileVersion(mode: .folder, content: id)
        }
      case .remove: break
      }
    }
    return try repository.replacing(additions, in: tree)
  }
}
