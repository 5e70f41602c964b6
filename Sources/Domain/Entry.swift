/// Who made a commit, as the commit says.
package struct Person: Hashable, Sendable {
  package var name: String
  package var email: String

  package init(name: String, email: String) {
    self.name = name
    self.email = email
  }
}

/// One merge request of a queue: a first-parent commit of head.
package struct Entry: Hashable, Sendable {
  /// Where an entry stands, by the words of the JSON output; the first that fits.
  package enum Status: String, Sendable, Hashable {
    case held, carried, cancelled, configuration, queued
  }

  package var commit: ObjectID
  package var repository: String
  /// The message's first paragraph on one line, as git's `%s`.
  package var subject: String
  /// What it is about, for people: the merge request's title as far as the message tells.
  package var title: String
  package var author: Person
  package var committedAt: Timestamp
  /// `group/project!12`, `!12` or `#12`, as far as the message tells.
  package var mergeRequest: String?
  package var status: Status
  /// Why it has that status, where that needs saying: by whom it is held, what it builds on.
  package var why: String?
  /// What it brought in that touches the item; nil where nobody asked.
  package var commits: [ObjectID]?
  /// The submodules that it moves, as far as that changes the item's files.
  package var submodules: [SubmoduleMove] = []
  /// The item's paths that the entry changes against its first parent.
  package var paths: [GitPath]

  /// Its merge request, else its commit, for people; of another repository than the control one
  /// with that one's name: `managed!12`, `managed 1f2e3d4c5b`.
  package var name: String {
    let own = mergeRequest ?? commit.short
    guard repository != Repositories.control else { return own }
    return own.hasPrefix("!") || own.hasPrefix("#") ? repository + own : "\(repository) \(own)"
  }

  package init(
    commit: ObjectID, repository: String = Repositories.control, subject: String,
    title: String? = nil, author: Person,
    committedAt: Timestamp, mergeRequest: String?, status: Status, commits: [ObjectID]? = nil,
    paths: [GitPath]
  ) {
    self.commit = commit
    self.repository = repository
    self.subject = subject
    self.title = title ?? subject
    self.author = author
    self.committedAt = committedAt
    self.mergeRequest = mergeRequest
    self.status = status
    self.commits = commits
    self.paths = paths
  }
}
