//! What the section accepts, and what it says when it does not.

use std::fs;
use std::path::Path;

use expect_test::{Expect, expect};
use pilotlight_site::look::{Density, Look, PictureFormat, Sections};
use tempfile::TempDir;

use crate::config::tests::check_in;
use crate::config::{Problem, parse};

const REST: &str = r##"
[page]
name = "Acme"
url = "https://status.acme.example"
[[component]]
id = "web"
name = "Web"
manual = true
"##;
const DRAWING: &str = "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>";

fn folder() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let write = |name: &str, bytes: &[u8]| {
        fs::write(folder.path().join(name), bytes).expect("a file");
    };
    write("logo.svg", DRAWING.as_bytes());
    write("dark.png", b"\x89PNG\r\n\x1a\nand so on");
    write("icon.webp", b"RIFF\x04\0\0\0WEBPand so on");
    write("own.css", b"h1 { color: red }");
    write("page.svg", b"<html><svg/></html>");
    write("latin.css", b"/* \xe4 */");
    write(
        "large.svg",
        &[b"<svg>".as_slice(), &[b' '; 128 * 1024]].concat(),
    );
    folder
}

fn look(text: &str, folder: &Path) -> Result<Look, Vec<Problem>> {
    let config = parse(&format!("{text}{REST}"), folder)?;
    Ok(config.catalog.page.look.as_ref().clone())
}

#[track_caller]
fn check(text: &str, expected: &Expect) {
    check_in(folder().path(), &format!("{text}{REST}"), expected);
}

#[test]
fn without_the_section_the_look_is_ours() {
    assert_eq!(look("", Path::new(".")), Ok(Look::OURS));
}

#[test]
fn all_of_it_is_read_with_its_files() {
    let folder = folder();
    let text = r##"
[look]
logo = "logo.svg"
logo_dark = "dark.png"
icon = "icon.webp"
accent = "#0a5cff"
header = "Above"
footer = "Below"
stylesheet = "own.css"
density = "compact"
maintenance = false
past_days = 0
embed_on = ["https://a.example", "http://localhost:3000", "https://[::1]:8443"]
[[look.link]]
text = "Support"
url = "mailto:help@acme.example"
"##;
    let look = look(text, folder.path()).expect("a look");
    let formats = [&look.logo, &look.logo_dark, &look.icon]
        .map(|picture| picture.as_ref().map(|picture| picture.format));
    let expected = [PictureFormat::Svg, PictureFormat::Png, PictureFormat::Webp];
    assert_eq!(formats, expected.map(Some));
    assert_eq!(look.logo.expect("a logo").bytes, DRAWING.as_bytes());
    assert_eq!(look.stylesheet.as_deref(), Some("h1 { color: red }"));
    assert_eq!(look.density, Density::Compact);
    let sections = Sections {
        maintenance: false,
        past_days: 0,
    };
    assert_eq!(look.sections, sections);
    assert_eq!(look.links[0].url, "mailto:help@acme.example");
    assert_eq!(
        look.embed_on,
        [
            "https://a.example",
            "http://localhost:3000",
            "https://[::1]:8443"
        ]
    );
}

#[test]
fn every_mistake_is_said_with_its_line_and_what_to_do() {
    check(
        r##"[look]
logo_dark = "gone.svg"
icon = "page.svg"
accent = "blue"
header = " "
stylesheet = "latin.css"
density = "cosy"
past_days = 91
colour = "#fff"
[[look.link]]
text = "Support"
url = "javascript:alert(1)"
"##,
        &expect![[r##"
            2: look.logo_dark: "gone.svg" cannot be read: No such file or directory (os error 2)
            3: look.icon: "page.svg" is neither SVG nor PNG nor WebP by what is in it; convert it to one
            4: look.accent: "blue" is no colour; write six digits, for example "#0a5cff"
            5: look.header: is empty; write some text, or leave it out
            6: look.stylesheet: "latin.css" is not written in UTF-8; save it as UTF-8
            7: look.density: "cosy" is no density; write "comfortable" or "compact"
            8: look.past_days: is a whole number from 0 to 90
            9: look.colour: is no setting; known here: logo, logo_dark, icon, accent, header, footer, stylesheet, density, maintenance, past_days, embed_on, link
            12: look.link[0].url: "javascript:alert(1)" is no web address; write https://… or mailto:…
        "##]],
    );
    check(
        "[look]\nlogo = \"large.svg\"\nicon = \"..\"\nstylesheet = \"\"\n",
        &expect![[r#"
            2: look.logo: "large.svg" has more than 128 KiB; every visitor would load them, so make it smaller
            3: look.icon: ".." is no file; write the path of a file
            4: look.stylesheet: is empty; write the path of a file
        "#]],
    );
    check(
        "[look]\nlogo_dark = \"dark.png\"\n",
        &expect![[r#"
        2: look.logo_dark: stands in for a `logo` on dark pages, and there is none; add `logo`
    "#]],
    );
}

#[test]
fn a_frame_is_allowed_by_origins_and_by_nothing_that_is_more_or_less() {
    let check = |text: &str, words: &str| {
        let problems = look(&format!("[look]\nembed_on = [{text:?}]\n"), Path::new("."));
        let problems = problems.expect_err("is refused");
        let said = problems[0].to_string();
        assert!(
            said.contains("look.embed_on") && said.contains(words),
            "{said}"
        );
    };
    check("https://a.example/", "write \"https://a.example\"");
    check("https://A.example", "write \"https://a.example\"");
    check("https://a.example:443", "write \"https://a.example\"");
    check("https://a.example/page?x#y", "write \"https://a.example\"");
    check(
        "https://me:secret@a.example",
        "\"…@a.example\" is more than",
    );
    for text in [
        "*",
        "a.example",
        "https:",
        "https://*.a.example",
        "https://a.example; script-src *",
        "https://a.example;sandbox",
        "data:text/html,x",
        "null",
        "'self'",
        "ftp://a.example",
        "",
    ] {
        check(text, "is no origin");
    }
    let many: Vec<String> = (0..100)
        .map(|n| format!("\"https://site-{n}.example\""))
        .collect();
    let many = format!("[look]\nembed_on = [{}]\n", many.join(", "));
    let problems = look(&many, Path::new(".")).expect_err("are too many");
    assert!(
        problems[0]
            .to_string()
            .contains("hosts read no more than 1000")
    );
}
