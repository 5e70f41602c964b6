import Configuration
import Domain
import Testing

/// The paths at which a repository is a submodule.
struct SubmodulePathTests {
  private func read(_ repositories: String) throws -> TargetsFile {
    try TargetsFile.read(
      Array("targets: {}\nrepositories:\n\(repositories)".utf8), file: "targets.yaml")
  }

  private func problems(_ repositories: String) -> [String] {
    do {
      _ = try read(repositories)
      return []
    } catch let error as ConfigurationError {
      return error.problems.map(\.message)
    } catch {
      return ["\(error)"]
    }
  }

  @Test func `each is the content of one repository`() throws {
    let file = try read(
      "  texts: { path: /srv/texts.git, submodules: [data/texts, vendor/texts/] }\n"
        + "  forms: { url: \"https://example.com/f.git\", submodules: [data/forms] }\n"
        + "  other: { path: /srv/other.git }\n")
    #expect(
      file.submodules == [
        GitPath("data/texts"): "texts", GitPath("vendor/texts"): "texts",
        GitPath("data/forms"): "forms",
      ])
    #expect(file.repositories["other"]?.submodules == [])
  }

  @Test func `two repositories cannot have one`() {
    #expect(
      problems(
        "  texts: { path: /srv/texts.git, submodules: [data/texts] }\n"
          + "  forms: { path: /srv/forms.git, submodules: [data/texts] }\n")
        == ["the submodule `data/texts` is of the repository `texts` already"])
  }

  @Test(arguments: [
    (".", "the path `.` is the whole repository"), ("/x", "the path `/x` starts with `/`"),
    ("a/../b", "the path `a/../b` holds `..`"),
    ("managed:x", "the path `managed:x` names a repository"),
  ])
  func `it is a plain path`(path: String, message: String) {
    let found = problems("  texts: { path: /srv/texts.git, submodules: [\"\(path)\"] }\n")
    #expect(found.count == 1 && found.first?.hasPrefix(message) == true, "\(found)")
  }

  @Test func `it is a list`() {
    #expect(
      problems("  texts: { path: /srv/texts.git, submodules: data/texts }\n").first?.hasPrefix(
        "expected a list of paths") == true)
  }
}
