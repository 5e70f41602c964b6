import Testing

/// The outputs that the documents show are those of the program.
@Suite struct DocumentTests {
  @Test func `the guide shows what the program does`() throws {
    try DocumentSession().check("docs/guide.md")
  }

  @Test func `the page on exceptions shows what the program does`() throws {
    try DocumentSession(takesAllCommits: true).check("docs/exceptions.md")
  }

  @Test func `the README shows what the demo and the first steps print`() throws {
    try DocumentSession(takesAllCommits: true).check("README.md")
  }
}
