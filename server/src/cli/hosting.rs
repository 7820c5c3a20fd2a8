//! What web servers are told, so that they answer for the published folder as the server itself does.

use clap::ValueEnum;
use pilotlight_site::file::{Scheme, caddy, cloudfront, nginx};

/// A web server whose configuration we can write.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Software {
    /// For a `server` block.
    Nginx,
    /// For a site's block.
    Caddy,
    /// A template for CloudFormation: a distribution before a bucket that is published to.
    Cloudfront,
}

impl Software {
    /// Lines for the configuration of a site at this address.
    pub(crate) fn configuration(self, page_url: &str) -> String {
        let scheme = Scheme::of(page_url);
        match self {
            Self::Nginx => nginx(scheme),
            Self::Caddy => caddy(scheme),
            Self::Cloudfront => cloudfront(scheme),
        }
    }
}
