//! What web servers are told, so that they answer for the published folder as the server itself does.

use clap::ValueEnum;
use pilotlight_site::file::{Terms, caddy, cloudfront, nginx};

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
    /// Lines for the configuration of a site on these terms.
    pub(crate) fn configuration(self, terms: &Terms) -> String {
        match self {
            Self::Nginx => nginx(terms),
            Self::Caddy => caddy(terms),
            Self::Cloudfront => cloudfront(terms),
        }
    }
}
