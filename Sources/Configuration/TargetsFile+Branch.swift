package import Domain

extension TargetsFile {
  /// A branch of another repository that is a target.
  package struct Branch: Hashable, Sendable {
    /// A URL, or the absolute path of a repository of this machine.
    package var location: String
    /// Its short name.
    package var branch: String
    /// The folder of the branch that the objects lie in; the root for the whole branch.
    package var folder: GitPath
    /// The author's name and address in its commits; nil for those of whoever runs deploysync.
    package var authorName: String?
    package var authorEmail: String?

    package init(
      location: String, branch: String, folder: GitPath = .root, authorName: String? = nil,
      authorEmail: String? = nil
    ) {
      self.location = location
      self.branch = branch
      self.folder = folder
      self.authorName = authorName
      self.authorEmail = authorEmail
    }
  }
}
