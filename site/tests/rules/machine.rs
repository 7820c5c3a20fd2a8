//! What search engines, monitoring systems and other programs read.

use pilotlight_site::file::url_path;
use pilotlight_site::{Live, Options, render};

use crate::document::Document;
use crate::{BUSY, OUTAGE, an_hour_ahead, feed, files, site_maps, text};

#[test]
fn the_site_maps_name_every_page_once_and_nothing_else() {
    let feed = feed(BUSY);
    let files = files(&feed);
    let origin = feed.page.url.trim_end_matches('/');
    let index = text(&files, "sitemap.xml");
    let maps = files
        .iter()
        .filter(|file| file.path.starts_with("sitemap-"));
    for map in maps.clone() {
        let line = format!("<sitemap><loc>{origin}/{}</loc>", map.path);
        assert!(index.contains(&line), "{}", map.path);
    }
    assert_eq!(index.matches("<loc>").count(), maps.count());
    let map = site_maps(&files);
    for file in &files {
        let line = format!("<loc>{origin}{}</loc>", url_path(&file.path));
        let is_page = file.path.ends_with("index.html") && file.path != "embed/index.html";
        assert_eq!(
            map.matches(&line).count(),
            usize::from(is_page),
            "{}",
            file.path
        );
    }
    let robots = text(&files, "robots.txt");
    assert!(robots.contains(&format!("Sitemap: {}sitemap.xml\n", feed.page.url)));
}

#[test]
fn every_page_says_its_own_address() {
    let feed = feed(BUSY);
    let files = files(&feed);
    let mut seen = 0;
    for file in files.iter().filter(|file| file.path.ends_with(".html")) {
        let page = Document::parse(&text(&files, &file.path));
        let canonical = page
            .all("link")
            .find(|link| link.attribute("rel") == Some("canonical"))
            .and_then(|link| link.attribute("href"));
        let origin = feed.page.url.trim_end_matches('/');
        let own = [origin, &url_path(&file.path)].concat();
        let is_found = !matches!(file.path.as_str(), "404.html" | "embed/index.html");
        assert_eq!(canonical, is_found.then_some(own.as_str()), "{}", file.path);
        seen += usize::from(is_found);
    }
    assert!(5 < seen);
}

#[test]
fn a_security_contact_is_named_where_there_is_one() {
    let feed = feed(OUTAGE);
    let with = |contact| {
        let options = Options {
            security_contact: contact,
            ..Options::new(Live::Static, &an_hour_ahead)
        };
        let path = ".well-known/security.txt";
        let files = render(&feed, &options);
        let is_there = files.iter().any(|file| file.path == path);
        is_there.then(|| text(&files, path))
    };
    assert_eq!(with(None), None);
    let file = with(Some("mailto:security@acme.example")).expect("a file");
    assert!(file.starts_with("Contact: mailto:security@acme.example\nExpires: 2027-05-01T"));
    assert!(file.contains("Canonical: https://status.acme.example/.well-known/security.txt\n"));
}

#[test]
fn a_hostile_name_stays_in_its_label_and_in_its_line() {
    let mut feed = feed(OUTAGE);
    let lines = |text: &str| text.lines().count();
    let before = files(&feed);
    feed.page.name = "a\"} 1\n# EOF\\".to_owned();
    feed.components[0].name = "b\"} 0\nc](javascript:alert(1))".to_owned();
    let after = files(&feed);
    for path in [
        "metrics.txt",
        "llms.txt",
        "sitemap.xml",
        "sitemap-pages.xml",
    ] {
        assert_eq!(
            lines(&text(&before, path)),
            lines(&text(&after, path)),
            "{path}"
        );
    }
    let metrics = text(&after, "metrics.txt");
    assert!(metrics.contains(r#"{page="a\"} 1# EOF\\"}"#), "{metrics}");
    assert!(metrics.ends_with("\n# EOF\n"));
}
