import Configuration
import Credentials
import Domain
import Web

/// The way from the operator's file to a system.
enum RestOpening {
  /// Opens a system; nothing is asked of it yet.
  ///
  /// Throws `TargetError` where its description cannot be read, and `WebError` where its address is
  /// none that can be used.
  static func system(
    _ target: TargetsFile.Target, _ own: TargetsFile.RestSystem, _ surroundings: TargetSurroundings
  ) throws -> RestSystem {
    let description = try description(own.description, surroundings)
    do {
      var settings = try WebSettings(own.server)
      settings.requestsPerMinute = own.requestsPerMinute ?? description.requestsPerMinute
      settings.atOnce = own.concurrency ?? description.concurrency
      if case .header(let name) = description.authentication {
        settings.credentialHeader = .own(name: name)
      }
      if let source = target.credentials {
        guard let git = surroundings.git else {
          throw TargetError.system(
            message: "the target \(target.name) needs credentials, and there is no repository",
            hints: [])
        }
        try settings.take(
          source, places: surroundings.places, git: git, gitTimeLimit: surroundings.gitTimeLimit)
      }
      let observe = surroundings.observe
      return RestSystem(
        description,
        WebClient(settings) { seen in
          observe(
            "\(target.name): \(seen.method) \(seen.path): \(seen.status.map(String.init) ?? "no answer")"
          )
        })
    } catch let error as WebError {
      throw RestSystem.told(error)
    }
  }

  private static func description(
    _ place: TargetsFile.RestSystem.Description, _ surroundings: TargetSurroundings
  ) throws -> RestDescription {
    switch place {
    case .named(let name):
      guard let bytes = RestDescriptions.named[name] else {
        let known = RestDescriptions.named.keys.sorted()
        throw TargetError.system(
          message: "there is no description of the name \(name)",
          hints: ["descriptions that come with deploysync: \(known.joined(separator: ", "))"])
      }
      return try RestDescription.read(bytes, file: "\(name).yaml")
    case .file(let path):
      do {
        let found = try RestDescription.load(path: path, userID: surroundings.places.userID)
        guard let found else {
          throw TargetError.system(message: "there is no description \(path)", hints: [])
        }
        return found
      } catch let error as ConfigurationError {
        throw TargetError.system(
          message: ([error.message] + error.causes).joined(separator: "; "), hints: error.hints)
      }
    }
  }
}
