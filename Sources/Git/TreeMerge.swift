package import Domain

/// What merging two trees gave.
package struct TreeMerge: Hashable, Sendable {
  /// The merged tree, stored; nil where something conflicts.
  package var tree: ObjectID?
  /// The files that cannot be merged, sorted, each once; empty where there is a tree.
  package var conflicts: [GitPath]

  package init(tree: ObjectID?, conflicts: [GitPath]) {
    self.tree = tree
    self.conflicts = conflicts
  }
}

/// The same thing of the three trees of a merge.
struct ThreeSides<Value> {
  var ancestor: Value
  var ours: Value
  var theirs: Value

  func map<Result, Failure>(
    _ transform: (Value) throws(Failure) -> Result
  ) throws(Failure) -> ThreeSides<Result> {
    ThreeSides<Result>(
      ancestor: try transform(ancestor), ours: try transform(ours),
      theirs: try transform(theirs))
  }
}

extension ThreeSides where Value: Equatable {
  /// The side that holds all changes: theirs where only they changed it, ours where only we did
  /// or both did the same; no value where both changed it in their own way.
  var unquestioned: Value? {
    if ours == theirs || ancestor == theirs { return ours }
    return ancestor == ours ? theirs : nil
  }
}
