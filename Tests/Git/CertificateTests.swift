import Git
import Glibc
import Testing

struct CertificateTests {
  /// Whether libgit2 is built with Mbed TLS, and the file that it would parse is there.
  private static let wouldParse: Bool =
    (try? GitLibrary.isolate()) != nil && dlsym(nil, "mbedtls_x509_crt_init") != nil
    && access("/etc/ssl/certs/ca-certificates.crt", R_OK) == 0

  @Test(.enabled(if: wouldParse)) func `the library starts without the system's certificates`() {
    #expect(GitLibrary.skippedCertificateFiles > 0)
  }
}
