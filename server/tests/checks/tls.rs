//! HTTPS targets with certificates of all kinds: only a good one is up, and a bad one is down in
//! words that say what is wrong with it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use pilotlight_server::core::{Outcome, Verdict};
use pilotlight_server::probe::{Connector, Means, Probe, Watch, check};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use rustls::pki_types::PrivateKeyDer;
use rustls::{RootCertStore, ServerConfig};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::target::{GENEROUS, OK, SHORT, TIMEOUT, expect, http};

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Authority {
    authority_named("Authority")
}

fn authority_named(name: &str) -> Authority {
    let mut params = CertificateParams::new(Vec::new()).expect("no names");
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().expect("a key");
    CertifiedIssuer::self_signed(params, key).expect("an authority")
}

/// What a certificate is valid for here: these tests connect by address.
fn for_loopback() -> CertificateParams {
    CertificateParams::new(vec!["127.0.0.1".to_owned()]).expect("an address")
}

fn acceptor(authority: &Authority, params: &CertificateParams) -> TlsAcceptor {
    let key = KeyPair::generate().expect("a key");
    let certificate = params.signed_by(&key, authority).expect("a certificate");
    let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring knows them")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key);
    TlsAcceptor::from(Arc::new(config.expect("key and certificate fit")))
}

/// A target that does as told on each connection; answers its address for `https`.
async fn listening<F, Fut>(act: F) -> String
where
    F: Fn(TcpStream) -> Fut + Send + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(act(stream));
        }
    });
    format!("https://{address}/")
}

/// A target that answers over TLS what is good.
async fn answering(acceptor: TlsAcceptor) -> String {
    listening(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            // The check may refuse the certificate and go.
            if let Ok(mut stream) = acceptor.accept(stream).await {
                drop(stream.write_all(OK.as_bytes()).await);
                drop(stream.shutdown().await);
            }
        }
    })
    .await
}

async fn outcome(url: &str, trusted: &Authority, timeout: Duration) -> Outcome {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.der().clone()).expect("a root");
    let connector = Connector::with(Means {
        resolver: None,
        roots,
        witnesses: Vec::new(),
    });
    let watch = Watch {
        probe: Probe::Http(Box::new(http(url))),
        timeout,
        degraded_over: None,
    };
    check(&watch, &connector).await
}

#[tokio::test]
async fn a_certificate_that_is_vouched_for_is_up() {
    let authority = authority();
    let url = answering(acceptor(&authority, &for_loopback())).await;
    let outcome = outcome(&url, &authority, TIMEOUT).await;
    expect(&outcome, Verdict::Up, "ok");
}

#[tokio::test]
async fn a_certificate_of_an_unknown_issuer_is_down() {
    let url = answering(acceptor(&authority_named("Stranger"), &for_loopback())).await;
    let outcome = outcome(&url, &authority(), TIMEOUT).await;
    expect(&outcome, Verdict::Down, "UnknownIssuer");
}

#[tokio::test]
async fn a_certificate_that_has_expired_is_down() {
    let authority = authority();
    let mut expired = for_loopback();
    expired.not_before = date_time_ymd(2019, 1, 1);
    expired.not_after = date_time_ymd(2020, 1, 1);
    let url = answering(acceptor(&authority, &expired)).await;
    let outcome = outcome(&url, &authority, TIMEOUT).await;
    expect(&outcome, Verdict::Down, "certificate expired");
}

#[tokio::test]
async fn a_certificate_of_another_name_is_down() {
    let authority = authority();
    let other = CertificateParams::new(vec!["elsewhere.example".to_owned()]).expect("a name");
    let url = answering(acceptor(&authority, &other)).await;
    let outcome = outcome(&url, &authority, TIMEOUT).await;
    expect(&outcome, Verdict::Down, "not valid for name");
    expect(&outcome, Verdict::Down, "elsewhere.example");
}

#[tokio::test]
async fn a_target_that_stalls_before_or_after_the_handshake_ends_with_the_timeout() {
    let authority = authority();
    let before = listening(|mut stream| async move {
        // The head of a handshake record whose body never comes.
        drop(stream.write_all(&[0x16, 0x03, 0x03, 0x00, 0x7a]).await);
        std::future::pending::<()>().await;
    })
    .await;
    let acceptor = acceptor(&authority, &for_loopback());
    let after = listening(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            let stream = acceptor.accept(stream).await;
            std::future::pending::<()>().await;
            drop(stream);
        }
    })
    .await;
    for url in [before, after] {
        let began = Instant::now();
        let outcome = outcome(&url, &authority, SHORT).await;
        expect(&outcome, Verdict::Down, "no answer within 300ms");
        assert!(began.elapsed() < GENEROUS, "{:?}", began.elapsed());
    }
}
