//! TLS of outgoing checks: rustls, trusting the system's roots and Mozilla's.

use std::sync::Arc;

use rustls::{ClientConfig, RootCertStore};

/// Who may vouch for a target. The system's roots come first, so that an operator's own authority
/// is trusted; Mozilla's, built in, serve a container that has none.
pub(super) fn roots() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    roots
}

/// Settings shared by all HTTPS checks.
pub(super) fn client_config(roots: RootCertStore) -> Arc<ClientConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap_or_else(|_| unreachable!("ring supports the default protocol versions"));
    Arc::new(builder.with_root_certificates(roots).with_no_client_auth())
}
