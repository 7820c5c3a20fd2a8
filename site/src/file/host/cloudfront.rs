//! What CloudFront is told, so that it answers for a published bucket as we do: a template for
//! CloudFormation, with the bucket, the certificate and the name left as parameters.
//!
//! A bucket holds types and cache rules and nothing else, so two functions do the rest: one finds the
//! page of a folder, one says the headers. No function runs for what is missing; what all paths share
//! therefore stands in a policy too, and the page for it has its own in its `<meta>`.

use serde_json::{Map, Value, json};

use super::{Terms, common, patterns};
use crate::file::{Header, Kind};

/// The most that CloudFront takes for one function.
#[cfg(test)]
const FUNCTION_BYTES: usize = 10_240;

/// The language of the functions.
const RUNTIME: &str = "cloudfront-js-2.0";

/// Finds the page of a folder, and sends an address that lacks its slash to the one that has it.
const FIND: &str = "\
function handler(event) {
  var request = event.request;
  var path = request.uri;
  if (path.endsWith('/')) {
    request.uri = path + 'index.html';
    return request;
  }
  var name = path.slice(path.lastIndexOf('/') + 1);
  // Two slashes would lead to another host.
  if (name.includes('.') || name.startsWith('_') || path.startsWith('//')) return request;
  return {
    statusCode: 308,
    statusDescription: 'Permanent Redirect',
    headers: { location: { value: path + '/' } },
  };
}
";

/// Says the headers of an address. `shared`, `kinds` and `rules` stand before it.
const SAY: &str = "\
function handler(event) {
  var response = event.response;
  var path = event.request.uri;
  function say(headers) {
    for (var name in headers) response.headers[name] = { value: headers[name] };
  }
  say(shared);
  for (var i = 0; i < rules.length; i++) {
    var pattern = rules[i][0];
    var isRule = pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
    if (isRule) {
      say(kinds[rules[i][1]]);
      break;
    }
  }
  return response;
}
";

/// The template.
#[must_use]
pub fn cloudfront(terms: &Terms) -> String {
    let function = |about: &str, code: &str| {
        json!({
            "Type": "AWS::CloudFront::Function",
            "Properties": {
                "Name": { "Fn::Sub": format!("${{AWS::StackName}}-{about}") },
                "AutoPublish": true,
                "FunctionConfig": { "Comment": format!("Pilotlight: {about}"), "Runtime": RUNTIME },
                "FunctionCode": code,
            },
        })
    };
    let template = json!({
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "A status page that Pilotlight publishes into a bucket. Made by `pilotlight hosting cloudfront`: make it anew with each version.",
        "Parameters": {
            "Bucket": { "Type": "String", "Description": "Name of the bucket" },
            "BucketRegion": { "Type": "String", "Description": "Its region, for example eu-central-1" },
            "Folder": { "Type": "String", "Default": "", "Description": "The folder in it, with a slash before it and none behind; empty for the top" },
            "Name": { "Type": "String", "Description": "Where visitors find the page, for example status.example.com" },
            "Certificate": { "Type": "String", "Description": "ARN of its certificate, in us-east-1" },
        },
        "Resources": {
            "Access": {
                "Type": "AWS::CloudFront::OriginAccessControl",
                "Properties": { "OriginAccessControlConfig": {
                    "Name": { "Fn::Sub": "${AWS::StackName}-access" },
                    "OriginAccessControlOriginType": "s3",
                    "SigningBehavior": "always",
                    "SigningProtocol": "sigv4",
                } },
            },
            "Find": function("find", FIND),
            "Say": function("say", &say(terms)),
            "Shared": {
                "Type": "AWS::CloudFront::ResponseHeadersPolicy",
                "Properties": { "ResponseHeadersPolicyConfig": {
                    "Name": { "Fn::Sub": "${AWS::StackName}-shared" },
                    "SecurityHeadersConfig": shared_policy(terms),
                } },
            },
            "Cache": {
                "Type": "AWS::CloudFront::CachePolicy",
                "Properties": { "CachePolicyConfig": {
                    "Name": { "Fn::Sub": "${AWS::StackName}-cache" },
                    // As long as each object says.
                    "MinTTL": 0, "DefaultTTL": 15, "MaxTTL": 31_536_000,
                    "ParametersInCacheKeyAndForwardedToOrigin": {
                        "EnableAcceptEncodingBrotli": true,
                        "EnableAcceptEncodingGzip": true,
                        "CookiesConfig": { "CookieBehavior": "none" },
                        "HeadersConfig": { "HeaderBehavior": "none" },
                        "QueryStringsConfig": { "QueryStringBehavior": "none" },
                    },
                } },
            },
            "Distribution": distribution(),
        },
        "Outputs": {
            "Domain": { "Value": { "Fn::GetAtt": ["Distribution", "DomainName"] } },
            "Distribution": { "Value": { "Ref": "Distribution" } },
        },
    });
    // A value of JSON always has a text.
    let mut text = serde_json::to_string_pretty(&template).unwrap_or_default();
    text.push('\n');
    text
}

fn distribution() -> Value {
    let missing = |code: u16| {
        json!({
            "ErrorCode": code, "ResponseCode": 404,
            "ResponsePagePath": "/404.html", "ErrorCachingMinTTL": 15,
        })
    };
    json!({
        "Type": "AWS::CloudFront::Distribution",
        "Properties": { "DistributionConfig": {
            "Enabled": true,
            "HttpVersion": "http2and3",
            "IPV6Enabled": true,
            "Aliases": [{ "Ref": "Name" }],
            "ViewerCertificate": {
                "AcmCertificateArn": { "Ref": "Certificate" },
                "MinimumProtocolVersion": "TLSv1.2_2021",
                "SslSupportMethod": "sni-only",
            },
            "Origins": [{
                "Id": "bucket",
                "DomainName": { "Fn::Sub": "${Bucket}.s3.${BucketRegion}.amazonaws.com" },
                "OriginPath": { "Ref": "Folder" },
                "OriginAccessControlId": { "Ref": "Access" },
                "S3OriginConfig": { "OriginAccessIdentity": "" },
                // Soon enough to fall back to the last good copy.
                "ConnectionAttempts": 1, "ConnectionTimeout": 2,
            }],
            "DefaultCacheBehavior": {
                "TargetOriginId": "bucket",
                "ViewerProtocolPolicy": "redirect-to-https",
                "AllowedMethods": ["GET", "HEAD"],
                "Compress": true,
                "CachePolicyId": { "Ref": "Cache" },
                "ResponseHeadersPolicyId": { "Ref": "Shared" },
                "FunctionAssociations": [
                    { "EventType": "viewer-request",
                      "FunctionARN": { "Fn::GetAtt": ["Find", "FunctionARN"] } },
                    { "EventType": "viewer-response",
                      "FunctionARN": { "Fn::GetAtt": ["Say", "FunctionARN"] } },
                ],
            },
            // A bucket that nobody may list says 403 of what is missing.
            "CustomErrorResponses": [missing(403), missing(404)],
        } },
    })
}

/// What all paths share, in the words of a policy.
fn shared_policy(terms: &Terms) -> Value {
    let mut policy = json!({
        "ContentTypeOptions": { "Override": true },
        "ReferrerPolicy": { "Override": true, "ReferrerPolicy": "no-referrer" },
    });
    let strict = common(terms).find(|(name, _)| *name == "strict-transport-security");
    let age = strict.and_then(|(_, value)| value.strip_prefix("max-age=")?.parse::<u64>().ok());
    if let Some(age) = age {
        policy["StrictTransportSecurity"] =
            json!({ "Override": true, "AccessControlMaxAgeSec": age });
    }
    policy
}

/// The function that says the headers, with its tables.
fn say(terms: &Terms) -> String {
    let table = |headers: &mut dyn Iterator<Item = Header>| -> Value {
        // It says itself what it varies by, and has no other copies between it and its readers.
        let own = headers.filter(|(name, _)| !matches!(*name, "vary" | "cdn-cache-control"));
        let own = own.map(|(name, value)| (name.to_owned(), Value::from(value.into_owned())));
        Value::Object(own.collect::<Map<_, _>>())
    };
    let mut kinds: Vec<Kind> = Vec::new();
    let mut rules = Vec::new();
    // Their types stand in the bucket, with each object.
    for pattern in patterns() {
        let known = kinds.iter().position(|known| *known == pattern.kind);
        let number = known.unwrap_or_else(|| {
            kinds.push(pattern.kind);
            kinds.len() - 1
        });
        rules.push(json!([pattern.address, number]));
    }
    let kinds = kinds.iter().map(|kind| table(&mut kind.headers(terms)));
    let shared = table(&mut common(terms));
    let kinds = Value::Array(kinds.collect());
    let rules = Value::Array(rules);
    format!("var shared = {shared};\nvar kinds = {kinds};\nvar rules = {rules};\n{SAY}")
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{FIND, FUNCTION_BYTES, cloudfront, say};
    use crate::file::{HOST_HEADERS, Scheme, Terms};
    use crate::look::Look;

    #[test]
    fn the_functions_are_as_small_as_they_must_be() {
        assert!(FIND.len() <= FUNCTION_BYTES);
        let look = Look {
            embed_on: vec!["x".repeat(Look::MOST_EMBED_CHARS)],
            ..Look::OURS
        };
        let text = say(&Terms::of("https://a.example/", &look));
        assert!(text.len() <= FUNCTION_BYTES, "{} bytes", text.len());
    }

    #[test]
    fn the_template_is_json_and_names_strict_transport_over_https_only() {
        let policy = |scheme: Scheme| {
            let read: Value = serde_json::from_str(&cloudfront(&scheme.into())).unwrap();
            read["Resources"]["Shared"].to_string()
        };
        assert!(policy(Scheme::Https).contains("63072000"));
        assert!(!policy(Scheme::Http).contains("StrictTransportSecurity"));
    }

    #[test]
    fn the_file_for_other_hosts_is_no_folder() {
        assert!(HOST_HEADERS.starts_with('_'));
    }
}
