package import Domain

/// A procedure that somebody began: what `procedures/TARGET/ITEM.json` holds while it is open, and
/// the record of the run that it ends with.
///
/// Its steps and commits are those of the moment when it was begun.
package struct Procedure: Codable, Sendable, Hashable {
  /// Who did a step, and when.
  package struct Mark: Codable, Sendable, Hashable {
    /// An e-mail address.
    package var by: String
    /// ISO 8601.
    package var at: String
    /// The run that brought the content; nil for what people do.
    package var run: String?

    package init(by: String, at: Timestamp, run: String? = nil) {
      self.by = by
      self.at = at.iso8601
      self.run = run
    }
  }

  /// One step; exactly one of `manual` and `sync` is there.
  package struct Step: Codable, Sendable, Hashable {
    /// What people do, in the configuration's words.
    package var manual: String?
    /// True where the content is brought.
    package var sync: Bool?
    /// Nil until it is done.
    package var done: Mark?

    package init(_ step: ProcedureStep) {
      switch step {
      case .manual(let text): manual = text
      case .sync: sync = true
      }
    }

    package var isSync: Bool { sync == true }
  }

  /// Why it was given up.
  package struct Abandonment: Codable, Sendable, Hashable {
    package var by: String
    package var at: String
    package var reason: String

    package init(by: String, at: Timestamp, reason: String) {
      self.by = by
      self.at = at.iso8601
      self.reason = reason
    }
  }

  package var schema = 1
  /// Its name, which the record of its end has: a run ID.
  package var procedure: String
  package var item: String
  package var target: String
  /// The commit of the control repository that it deploys, whatever is merged meanwhile.
  package var commit: String
  /// Those of other repositories by their names; nil where the item takes content from none.
  package var commits: [String: String]?
  /// Who began it, an e-mail address, and when, ISO 8601.
  package var begunBy: String
  package var begunAt: String
  package var steps: [Step]
  /// Nil unless it was given up.
  package var abandoned: Abandonment?

  package init(
    _ id: String, of binding: BindingID, commit: ObjectID, others: [String: ObjectID] = [:],
    by: String, at: Timestamp, steps: [ProcedureStep]
  ) {
    procedure = id
    item = binding.item
    target = binding.target
    self.commit = commit.hex
    commits = others.isEmpty ? nil : others.mapValues(\.hex)
    begunBy = by
    begunAt = at.iso8601
    self.steps = steps.map(Step.init)
  }

  /// The name by which the ledger knows the binding.
  package var binding: BindingID { BindingID(item: item, target: target) }

  /// The deployed commit of each repository, as far as they are IDs.
  package var allCommits: [String: ObjectID] {
    var all = (commits ?? [:]).compactMapValues { ObjectID(hex: $0) }
    all[Repositories.control] = ObjectID(hex: commit)
    return all
  }
}
