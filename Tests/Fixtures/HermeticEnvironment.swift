import Foundation

/// The environment of programs that tests start: nothing of the machine's configuration.
package enum HermeticEnvironment {
  /// The name and address that fixtures commit with unless told otherwise.
  package static let person = Person(name: "Fixture Author", email: "author@example.com")

  /// All variables a program needs, with `home` as its home folder.
  package static func variables(home: String) -> [String: String] {
    [
      "HOME": home,
      "XDG_CONFIG_HOME": "\(home)/.config",
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin",
      "LC_ALL": "C",
      "TZ": "UTC",
      "GIT_CONFIG_NOSYSTEM": "1",
      "GIT_CONFIG_GLOBAL": "/dev/null",
      "GIT_TERMINAL_PROMPT": "0",
      "GIT_EDITOR": "true",
      "GIT_PAGER": "cat",
      "GIT_AUTHOR_NAME": person.name,
      "GIT_AUTHOR_EMAIL": person.email,
      "GIT_COMMITTER_NAME": person.name,
      "GIT_COMMITTER_EMAIL": person.email,
    ]
  }
}

/// Who wrote or committed something in a fixture.
package struct Person: Hashable, Sendable {
  package let name: String
  package let email: String

  package init(name: String, email: String) {
    self.name = name
    self.email = email
  }
}
