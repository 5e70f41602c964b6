package import Domain

/// What is asked about one binding.
package struct QueueRequest: Sendable {
  package var item: Item
  package var binding: Binding
  /// What the ledger says; nil where it says nothing.
  package var record: DeploymentRecord?

  package init(item: Item, binding: Binding, record: DeploymentRecord?) {
    self.item = item
    self.binding = binding
    self.record = record
  }
}

/// What is merged and not deployed for one binding.
package struct BindingQueue: Sendable {
  package var item: Item
  package var binding: Binding
  package var record: DeploymentRecord?
  /// Whether head lacks the deployed commit.
  package var isRewritten: Bool
  /// Newest first; nil where history cannot tell, with the reason in `why`.
  package var entries: [Entry]?
  package var why: String?
  /// The difference between the recorded tree and the content at head, by path.
  package var changes: [Change]
  /// The item's content at head: a tree with its full paths.
  package var content: ObjectID
  /// Paths of the groups that are cancelled at head: a run to an earlier commit leaves them alone.
  package var cancelledPaths: Set<GitPath>
  /// What a reader should know beside the entries.
  package var notes: [String]

  /// A queue with all its parts.
  init(
    item: Item, binding: Binding, record: DeploymentRecord?, isRewritten: Bool, entries: [Entry]?,
    why: String?, changes: [Change], content: ObjectID, cancelledPaths: Set<GitPath>,
    notes: [String]
  ) {
    self.item = item
    self.binding = binding
    self.record = record
    self.isRewritten = isRewritten
    self.entries = entries
    self.why = why
    self.changes = changes
    self.content = content
    self.cancelledPaths = cancelledPaths
    self.notes = notes
  }

  /// A queue of which only the content is known: for questions about who owns what.
  package init(item: Item, binding: Binding, content: ObjectID) {
    self.init(
      item: item, binding: binding, record: nil, isRewritten: false, entries: nil, why: nil,
      changes: [], content: content, cancelledPaths: [], notes: [])
  }
}
