package import Domain

/// A path at which a commit differs from its first parent.
package struct TouchedPath: Hashable, Sendable {
  package var path: GitPath
  /// Whether it is a folder that nobody looked into: something below it differs.
  package var isUnexplored: Bool

  package init(_ path: GitPath, isUnexplored: Bool = false) {
    self.path = path
    self.isUnexplored = isUnexplored
  }
}

/// What is known of a commit: all of it depends on nothing but the commit.
package struct HistoryRecord: Hashable, Sendable {
  package var id: ObjectID
  package var link: CommitLink
  /// By path; nil where nobody asked.
  package var touched: [TouchedPath]?

  package init(id: ObjectID, link: CommitLink, touched: [TouchedPath]? = nil) {
    self.id = id
    self.link = link
    self.touched = touched
  }
}
