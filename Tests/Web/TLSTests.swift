import Credentials
import Fixtures
import Testing
import Web

/// Who a server has to be.
@Suite(.enabled(if: Authority.isPossible, "there is no openssl here"))
struct TLSTests {
  private let authority: Authority

  init() throws { authority = try Authority.shared.get() }

  private func settings(_ port: Int, host: String = "localhost") throws -> WebSettings {
    var settings = WebSettings(base: try #require(WebAddress("https://\(host):\(port)/a")))
    settings.authorities = authority.path
    settings.retry.attempts = 2
    settings.retry.firstPause = .milliseconds(4)
    settings.keeper = ListedCredentials([Credential(secret: Secret("hunter2-hunter2"))])
    return settings
  }

  private func error(_ settings: WebSettings) -> WebError? {
    do {
      let response = try WebClient(settings).send(WebRequest("POST", settings.base))
      Issue.record("it was answered: \(response)")
      return nil
    } catch {
      return error
    }
  }

  @Test func `a server of the named authority is spoken with`() throws {
    let (program, port) = try authority.server(.good)
    defer { withExtendedLifetime(program) {} }
    let settings = try settings(port)
    let response = try WebClient(settings).send(WebRequest("GET", settings.base))
    #expect(response.status == 200 && response.text.contains("TLSv1.3"))
  }

  @Test(arguments: Authority.Certificate.allCases.filter { $0 != .good })
  func `any other gets nothing, once, and the way on is named`(
    _ certificate: Authority.Certificate
  ) throws {
    let (program, port) = try authority.server(certificate)
    defer { withExtendedLifetime(program) {} }
    let error = try #require(error(try settings(port)))
    guard case .untrusted(let why) = error.reason else {
      Issue.record("\(error.message)")
      return
    }
    #expect(why.contains("host") == (certificate == .otherHost), "\(why)")
    #expect(error.message.hasPrefix("POST localhost:\(port)/a: the server is not trusted: its "))
    #expect(
      error.hints == [
        "if a private authority signed it: `ca: /path/to/authority.pem` in targets.yaml"
      ])
  }

  @Test func `a private authority counts only where it is named, and then alone`() throws {
    let (program, port) = try authority.server(.good)
    defer { withExtendedLifetime(program) {} }
    var settings = try settings(port)
    settings.authorities = nil
    guard case .untrusted = error(settings)?.reason else {
      Issue.record("the system's authorities are believed to know it")
      return
    }
  }

  @Test func `a certificate for the name is none for the number`() throws {
    let (program, port) = try authority.server(.good)
    defer { withExtendedLifetime(program) {} }
    let error = try #require(error(try settings(port, host: "127.0.0.1")))
    guard case .untrusted = error.reason else {
      Issue.record("\(error.message)")
      return
    }
  }

  @Test func `old TLS and no TLS are refused`() throws {
    let (program, port) = try authority.server(
      .good, options: ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"])
    defer { withExtendedLifetime(program) {} }
    guard case .untrusted = error(try settings(port))?.reason else {
      Issue.record("TLS 1.1 was spoken")
      return
    }
    let plain = try BadServer { _, peer in
      peer.answer()
      return .close
    }
    defer { plain.close() }
    var settings = try self.settings(plain.port)
    settings.connectTimeLimit = .milliseconds(200)
    let error = try #require(self.error(settings))
    #expect(!error.isUnknown)
    #expect(plain.requests.isEmpty)
  }

  @Test func `a file that holds no authority is named`() throws {
    var settings = try settings(1)
    for path in ["/nowhere/ca.pem", authority.folder.path("good.ext")] {
      settings.authorities = path
      #expect(error(settings)?.reason == .authorities(path: path))
    }
  }
}
