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
}
