//! Where a bucket is: its address and how it is reached. Who we are there is none of this: credentials
//! come from the environment and are in no file.

use url::{Host, Url};

/// A bucket of an S3-compatible store, and the folder in it that is published to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Name of the bucket.
    pub name: String,
    /// The folder, without slashes around it; empty for the top.
    pub prefix: String,
    /// Where the store is; none: at Amazon, or where the environment says.
    pub endpoint: Option<Endpoint>,
    /// Whether an endpoint that the environment names may be in the clear.
    pub clear: InTheClear,
    /// Its region; none: what the environment says.
    pub region: Option<String>,
    /// Whether the bucket stands in the path of an address rather than in its host; none: with an
    /// endpoint yes, at Amazon no.
    pub path_style: Option<bool>,
    /// Whether each write is refused when somebody else wrote meanwhile.
    pub conditional: bool,
}

/// Address of a store that is none of Amazon's: scheme, host and port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint(Url);

/// Whether an address in the clear is good for others than this machine itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InTheClear {
    /// The operator has said so.
    Anywhere,
    /// No: what is sent could be changed on its way.
    OnlyHere,
}

impl Place {
    /// The place that an address names, with nothing else said of it.
    ///
    /// ```
    /// use pilotlight_server::publish::Place;
    /// let place = Place::parse("s3://status.acme.example/public/").unwrap();
    /// assert_eq!((place.name.as_str(), place.prefix.as_str()), ("status.acme.example", "public"));
    /// assert!(Place::parse("s3://Acme/").is_err());
    /// assert!(Place::parse("s3://acme/a/../b").is_err());
    /// ```
    ///
    /// # Errors
    /// What is wrong, and what to write instead.
    pub fn parse(address: &str) -> Result<Self, String> {
        let wrong = |why: &str| {
            Err(format!(
                "{address:?} {why}; write for example \"s3://name\" or \"s3://name/folder\""
            ))
        };
        let Some(rest) = address.strip_prefix("s3://") else {
            return wrong("is no bucket");
        };
        let (name, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let is_name = (3..=63).contains(&name.len())
            && name
                .bytes()
                .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.'));
        if !is_name {
            return wrong("has no name of a bucket: 3 to 63 of a-z, 0-9, - and .");
        }
        let prefix = prefix.trim_end_matches('/');
        let is_folder = |part: &str| {
            !matches!(part, "" | "." | "..")
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        };
        if !prefix.is_empty() && !prefix.split('/').all(is_folder) {
            return wrong("has a folder of other characters than letters, digits, - _ and .");
        }
        Ok(Self {
            name: name.to_owned(),
            prefix: prefix.to_owned(),
            endpoint: None,
            clear: InTheClear::OnlyHere,
            region: None,
            path_style: None,
            conditional: true,
        })
    }

    /// The same store, as far as it is known there, at another address.
    #[must_use]
    pub fn in_store_of(mut self, known: Option<&Self>) -> Self {
        if let Some(known) = known {
            self.endpoint.clone_from(&known.endpoint);
            self.clear = known.clear;
            self.region.clone_from(&known.region);
            self.path_style = known.path_style;
            self.conditional = known.conditional;
        }
        self
    }

    /// Its address, as people write it.
    #[must_use]
    pub fn address(&self) -> String {
        let slash = if self.prefix.is_empty() { "" } else { "/" };
        ["s3://", &self.name, slash, &self.prefix].concat()
    }

    /// The key of a file in the bucket.
    pub(super) fn key(&self, path: &str) -> object_store::path::Path {
        let slash = if self.prefix.is_empty() { "" } else { "/" };
        object_store::path::Path::from([&self.prefix, slash, path].concat())
    }

    /// The file that a key of the bucket is; none when it is not in the folder.
    pub(super) fn path<'k>(&self, key: &'k object_store::path::Path) -> Option<&'k str> {
        let rest = key.as_ref().strip_prefix(self.prefix.as_str())?;
        if self.prefix.is_empty() {
            return Some(rest);
        }
        rest.strip_prefix('/')
    }
}

impl Endpoint {
    /// Reads an address.
    ///
    /// # Errors
    /// What is wrong, and what to write instead.
    pub fn parse(address: &str, clear: InTheClear) -> Result<Self, String> {
        let example = "write for example \"https://s3.example.com\"";
        let url =
            Url::parse(address).map_err(|error| format!("is no address ({error}); {example}"))?;
        let is_bare = matches!(url.path(), "" | "/")
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none()
            && url.host().is_some();
        if !is_bare {
            return Err(format!(
                "is more than scheme, host and port; {example}, and the bucket in url"
            ));
        }
        match url.scheme() {
            "https" => Ok(Self(url)),
            "http" if clear == InTheClear::Anywhere || is_here(&url) => Ok(Self(url)),
            "http" => Err(
                "is in the clear, where anyone on the way could turn the page green; write https, or \
                 allow_http = true when the network is yours alone"
                    .to_owned(),
            ),
            scheme => Err(format!("{scheme:?} is not http or https; {example}")),
        }
    }

    /// As a client takes it, for a bucket in the path or in the host.
    pub(super) fn text(&self, bucket_in_host: Option<&str>) -> String {
        let mut url = self.0.clone();
        if let (Some(bucket), Some(host)) = (bucket_in_host, self.0.host_str()) {
            // Refused for an address of numbers, which then stays as it is.
            let _ = url.set_host(Some(&format!("{bucket}.{host}")));
        }
        url.as_str().trim_end_matches('/').to_owned()
    }

    /// Whether it is in the clear.
    pub(super) fn is_clear(&self) -> bool {
        self.0.scheme() == "http"
    }
}

fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Endpoint, InTheClear, Place};

    #[track_caller]
    fn check(address: &str, clear: InTheClear, is_good: bool) {
        assert_eq!(
            Endpoint::parse(address, clear).is_ok(),
            is_good,
            "{address}"
        );
    }

    #[test]
    fn a_store_in_the_clear_is_this_machine_or_was_asked_for() {
        check("https://s3.example.com", InTheClear::OnlyHere, true);
        check("http://127.0.0.1:9000", InTheClear::OnlyHere, true);
        check("http://[::1]:9000/", InTheClear::OnlyHere, true);
        check("http://localhost:9000", InTheClear::OnlyHere, true);
        check("http://s3.example.com", InTheClear::OnlyHere, false);
        check("http://localhost.example.com", InTheClear::OnlyHere, false);
        check("http://s3.example.com", InTheClear::Anywhere, true);
        check("ftp://s3.example.com", InTheClear::Anywhere, false);
        check("https://s3.example.com/bucket", InTheClear::OnlyHere, false);
        check(
            "https://me:secret@s3.example.com",
            InTheClear::OnlyHere,
            false,
        );
    }

    #[test]
    fn a_bucket_may_stand_in_the_host() {
        let endpoint = Endpoint::parse("https://s3.example.com/", InTheClear::OnlyHere).unwrap();
        assert_eq!(endpoint.text(None), "https://s3.example.com");
        assert_eq!(endpoint.text(Some("acme")), "https://acme.s3.example.com");
    }

    #[test]
    fn a_file_has_its_key_below_the_folder() {
        let place = Place::parse("s3://acme/status/page").unwrap();
        let key = place.key("feed/v1/summary.json");
        assert_eq!(key.as_ref(), "status/page/feed/v1/summary.json");
        assert_eq!(place.path(&key), Some("feed/v1/summary.json"));
        assert_eq!(place.path(&"status/pages/a".into()), None);
        let top = Place::parse("s3://acme/").unwrap();
        assert_eq!(top.path(&top.key("index.html")), Some("index.html"));
    }
}
