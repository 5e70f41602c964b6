package import Domain

/// What one run did: the record that the ledger keeps and `apply --format json` prints.
package struct RunRecord: Codable, Sendable, Hashable {
  /// Why a run was made.
  package enum Kind: String, Codable, Sendable {
    case apply, baseline, rollback
    /// The end of a procedure, whose content an earlier run brought.
    case procedure
  }
  /// How far it came.
  package enum State: String, Codable, Sendable {
    /// Its intent is recorded, its result is not.
    case started
    case finished
    /// It was found dead, and what it had done was recorded by the next run.
    case interrupted
  }

  package var schema = 1
  package var run: String
  package var kind: Kind
  package var state: State
  package var startedAt: String
  package var finishedAt: String?
  package var by: String
  package var reason: String
  /// The exception that it deployed; nil for a regular run.
  package var exception: String?
  /// What it brought back; nil for a run that is no rollback.
  package var rollback: Rollback?
  /// The digest of the saved plan that it carried out; nil for a run without one.
  package var plan: String?
  /// The procedure that it is a step of, as it was when the run began; of a procedure's end, as it
  /// ended. Nil for other runs.
  package var procedure: Procedure?
  package var bindings: [BindingResult]

  package init(
    run: String, kind: Kind, state: State, startedAt: Timestamp, finishedAt: Timestamp?,
    by: String, reason: String, bindings: [BindingResult]
  ) {
    self.run = run
    self.kind = kind
    self.state = state
    self.startedAt = startedAt.iso8601
    self.finishedAt = finishedAt?.iso8601
    self.by = by
    self.reason = reason
    self.bindings = bindings
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(schema, forKey: .schema)
    try container.encode(run, forKey: .run)
    try container.encode(kind, forKey: .kind)
    try container.encode(state, forKey: .state)
    try container.encode(startedAt, forKey: .startedAt)
    try container.encode(finishedAt, forKey: .finishedAt)
    try container.encode(by, forKey: .by)
    try container.encode(reason, forKey: .reason)
    try container.encodeIfPresent(exception, forKey: .exception)
    try container.encodeIfPresent(rollback, forKey: .rollback)
    try container.encodeIfPresent(plan, forKey: .plan)
    try container.encodeIfPresent(procedure, forKey: .procedure)
    try container.encode(bindings, forKey: .bindings)
  }
}

/// What one run did with one binding.
package struct BindingResult: Codable, Sendable, Hashable {
  package enum Outcome: String, Codable, Sendable {
    case applied, unchanged, partial, failed, refused, notDue, notServed
  }

  package var item: String
  package var target: String
  package var outcome: Outcome
  /// The occurrence it was run for, ISO 8601.
  package var occurrence: String?
  /// The deployed commit before.
  package var from: String?
  /// The commit that was deployed.
  package var to: String?
  /// The deployed commit of every repository, where the item takes content from several.
  package var commits: [String: String]?
  /// How many entries of the queue stay: merged after the cut-off, held, or kept as recorded.
  package var excluded: Int
  /// How many of those are held, or stay out with one that is; nil for none.
  package var held: Int?
  /// The reason of an outcome that is not `applied`, and what a reader must know of one that is.
  package var why: String?
  /// The entries that an exception took, while the deployed commit stayed.
  package var carried: [String]?
  package var objects: [ObjectResult]

  package init(
    binding: BindingID, outcome: Outcome, occurrence: Timestamp? = nil, from: ObjectID? = nil,
    to: ObjectID? = nil, excluded: Int = 0, why: String? = nil, objects: [ObjectResult] = []
  ) {
    item = binding.item
    target = binding.target
    self.outcome = outcome
    self.occurrence = occurrence?.iso8601
    self.from = from?.hex
    self.to = to?.hex
    self.excluded = excluded
    self.why = why
    self.objects = objects
  }

  /// The binding's name.
  package var binding: BindingID { BindingID(item: item, target: target) }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(item, forKey: .item)
    try container.encode(target, forKey: .target)
    try container.encode(outcome, forKey: .outcome)
    try container.encode(occurrence, forKey: .occurrence)
    try container.encode(from, forKey: .from)
    try container.encode(to, forKey: .to)
    try container.encodeIfPresent(commits, forKey: .commits)
    try container.encode(excluded, forKey: .excluded)
    try container.encodeIfPresent(held, forKey: .held)
    try container.encode(why, forKey: .why)
    try container.encodeIfPresent(carried, forKey: .carried)
    try container.encode(objects, forKey: .objects)
  }
}

/// What one run did with one object.
package struct ObjectResult: Codable, Sendable, Hashable {
  package enum Action: String, Codable, Sendable {
    case create, update, rename, deactivate, delete, takeOver, leaveBehind
    /// Another item of the same target owns it now.
    case handOver
  }
  package enum Outcome: String, Codable, Sendable {
    case done, unchanged, refused, failed, skipped
  }

  /// Its path in the repository.
  package var path: String
  package var action: Action
  package var outcome: Outcome
  package var error: String?
  /// Where a renamed object was.
  package var from: String?
  /// What a reader must know of one that is done; nil for nothing.
  package var note: String?

  package init(
    path: GitPath, action: Action, outcome: Outcome, error: String? = nil, from: GitPath? = nil,
    note: String? = nil
  ) {
    self.note = note
    self.path = path.portable
    self.action = action
    self.outcome = outcome
    self.error = error
    self.from = from?.portable
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(path, forKey: .path)
    try container.encode(action, forKey: .action)
    try container.encode(outcome, forKey: .outcome)
    try container.encode(error, forKey: .error)
    try container.encodeIfPresent(from, forKey: .from)
    try container.encodeIfPresent(note, forKey: .note)
  }
}
