/// A named set of paths, deployed as one unit.
package struct Item: Hashable, Sendable {
  package var name: String
  /// The paths it owns, in the file's order.
  package var paths: [PathPattern]
  /// Stripped from the paths on the target; the root for none.
  package var root: GitPath
  /// Items that are deployed before this one on the same target.
  package var after: [String]
  /// The name it had in the ledger before.
  package var was: String?
  /// Where people read how it is worked with; shown, never opened.
  package var workflow: String?
  /// The steps that its special deployments walk through, in order; empty for none.
  package var procedure: [ProcedureStep]
  /// One binding per target, in the file's order.
  package var bindings: [Binding]

  package init(
    name: String, paths: [PathPattern], root: GitPath = .root, after: [String] = [],
    was: String? = nil, workflow: String? = nil, procedure: [ProcedureStep] = [],
    bindings: [Binding] = []
  ) {
    self.procedure = procedure
    self.name = name
    self.paths = paths
    self.root = root
    self.after = after
    self.was = was
    self.workflow = workflow
    self.bindings = bindings
  }

  /// What a commit can change about an item that changes what its deployment means: paths, root,
  /// order and procedure. Type, schedule and limits belong to the bindings and are policy.
  package struct Definition: Hashable, Sendable {
    package var paths: [PathPattern]
    package var root: GitPath
    package var after: [String]
    package var procedure: [ProcedureStep]
  }

  /// The other repositories that it takes content from, in the order of its paths.
  package var otherRepositories: [String] {
    var found: [String] = []
    for path in paths
    where path.repository != Repositories.control && !found.contains(path.repository) {
      found.append(path.repository)
    }
    return found
  }

  package var definition: Definition {
    Definition(paths: paths, root: root, after: after, procedure: procedure)
  }
}

/// One item on one target, with its rules.
package struct Binding: Hashable, Sendable {
  package var id: BindingID
  package var deployment: Deployment
  package var prune: PrunePolicy
  package var limits: Limits

  package init(
    id: BindingID, deployment: Deployment, prune: PrunePolicy = .never, limits: Limits = Limits()
  ) {
    self.id = id
    self.deployment = deployment
    self.prune = prune
    self.limits = limits
  }
}

/// When a binding is deployed.
package enum Deployment: Hashable, Sendable {
  /// On the dates of a schedule.
  case standard(Schedule)
  /// As soon as a change is merged.
  case adHoc
  /// By the item's procedure.
  case special

  /// The word in files and output: `standard`, `ad-hoc` or `special`.
  package var name: String {
    switch self {
    case .standard: "standard"
    case .adHoc: "ad-hoc"
    case .special: "special"
    }
  }

  /// The schedule of a standard binding.
  package var schedule: Schedule? {
    if case .standard(let schedule) = self { schedule } else { nil }
  }
}

/// What happens to our objects on the target when they are gone from the content. Ordered from
/// the mildest.
package enum PrunePolicy: String, Sendable, Hashable, Comparable {
  /// They stay as they are.
  case never
  /// They are turned off, and can be turned on again.
  case deactivate
  case delete

  package static func < (a: PrunePolicy, b: PrunePolicy) -> Bool { a.severity < b.severity }

  private var severity: Int {
    switch self {
    case .never: 0
    case .deactivate: 1
    case .delete: 2
    }
  }
}

/// How much one run may do to a binding before it stops and asks; nil is no limit.
package struct Limits: Hashable, Sendable {
  /// An upper bound: a number of objects, or a share of the recorded ones.
  package enum Bound: Hashable, Sendable {
    case objects(Int)
    /// In percent of the recorded objects, 0 to 100.
    case percent(Int)
  }

  package var deletes: Bound?
  package var changes: Bound?
  /// The line of the configuration that sets them, counted from 1; nil where none does. It makes no
  /// difference between two limits.
  package var line: Int?

  package init(deletes: Bound? = nil, changes: Bound? = nil, line: Int? = nil) {
    self.deletes = deletes
    self.changes = changes
    self.line = line
  }

  package static func == (a: Limits, b: Limits) -> Bool {
    a.deletes == b.deletes && a.changes == b.changes
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(deletes)
    hasher.combine(changes)
  }
}
