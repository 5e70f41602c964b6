import Testing
import Web

@Suite struct AddressTests {
  @Test(arguments: [
    ("https://desk.example.com", "https://desk.example.com/", "desk.example.com/"),
    ("HTTPS://Desk.Example.COM:443/a", "https://desk.example.com/a", "desk.example.com/a"),
    ("http://h:8080/a/?b=c#d", "http://h:8080/a/?b=c", "h:8080/a/"),
    ("http://[::1]:80/?", "http://[::1]/?", "[::1]/"),
    ("http://h?token=secret", "http://h/?token=secret", "h/"),
  ]) func `an address is taken apart, and shown without its query`(
    _ text: String, _ whole: String, _ shown: String
  ) throws {
    let address = try #require(WebAddress(text))
    #expect(address.text == whole)
    #expect("\(address)" == shown)
  }

  @Test(arguments: [
    "", "desk.example.com", "ftp://h/", "https:/h/", "https:///a", "https://u@h/",
    "https://u:p@h/", "https://h:0/", "https://h:65536/", "https://h:/", "https://h:1x/",
    "https://h /", "https://h/a b", "https://h\\@evil/", "https://ä.example/", "https://h/ä",
    "https://h/\r\nX: y", "https://[::1/", "https://[::1]x/", "https://h%00/", "file:///etc/passwd",
    "https://h<script>/",
  ]) func `what is no plain address of http or https is none`(_ text: String) {
    #expect(WebAddress(text) == nil)
  }

  @Test(arguments: [
    ("?page=2", "https://h:1/api/v1/list?page=2"), ("/x", "https://h:1/x"),
    ("next", "https://h:1/api/v1/next"), ("../v2/list?a", "https://h:1/api/v2/list?a"),
    ("./", "https://h:1/api/v1/"), ("../../../../x", "https://h:1/x"),
    ("//other/x", "https://other/x"), ("http://h:1/x", "http://h:1/x"),
    ("#top", "https://h:1/api/v1/list?p=1"),
    ("/a/../../b", "https://h:1/b"),
  ]) func `a reference is resolved as a browser does`(_ reference: String, _ whole: String) throws {
    let base = try #require(WebAddress("https://h:1/api/v1/list?p=1"))
    #expect(base.resolving(reference)?.text == whole)
  }

  @Test(arguments: ["javascript:alert(1)", "mailto:a@b", "https://", "//u@h/", "x y", "\u{0}"])
  func `a reference to what is no such address is none`(_ reference: String) throws {
    #expect(try #require(WebAddress("https://h/a")).resolving(reference) == nil)
  }

  @Test func `paths and queries are put behind an address, encoded`() throws {
    let base = try #require(WebAddress("https://h/api/"))
    let next = base.appending(
      path: "/x/\(WebAddress.encoded("a/b?c ä"))", query: [("q", "1&2=3+4")])
    #expect(next.text == "https://h/api/x/a%2Fb%3Fc%20%C3%A4?q=1%262%3D3%2B4")
    #expect(next.origin == base.origin)
  }

  @Test(arguments: [
    ("http://localhost", true), ("http://127.0.0.1", true), ("http://127.9.8.7:1", true),
    ("http://[::1]", true), ("http://127.0.0.1.evil.com", false), ("http://127.0.0", false),
    ("http://localhost.evil.com", false), ("http://10.0.0.1", false), ("http://127.0.0.256", false),
  ]) func `loopback is this machine alone`(_ text: String, _ isLoopback: Bool) throws {
    #expect(try #require(WebAddress(text)).origin.isLoopback == isLoopback)
  }
}
