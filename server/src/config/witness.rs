//! Section `[witness]`: addresses that answer whenever our own network works.

use super::reader::Section;
use super::value;

/// How we tell that our own network is at fault: when a check fails and none of these accepts a
/// TCP connection either, the outcome is unknown, not down. Without any, every failure counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Witness {
    /// `host:port` each.
    pub addresses: Vec<String>,
}

pub(super) fn parse(section: &Section<'_>) -> Option<Witness> {
    let addresses = section.or("addresses", value::texts, Vec::new());
    section.finish();
    let addresses = addresses?;
    for address in &addresses {
        if crate::probe::split_host_port(address).is_none() {
            let address = value::without_secret(address);
            let message =
                format!("{address} is no host and port; write for example \"192.0.2.1:53\"");
            section.problem("addresses", message);
            return None;
        }
    }
    Some(Witness { addresses })
}
