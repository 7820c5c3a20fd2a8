//! HTML of updates and the Markdown it becomes.

use proptest::{prop_assert, proptest};

use super::to_markdown;

#[track_caller]
fn check(html: &str, markdown: &str) {
    assert_eq!(to_markdown(html).0, markdown, "{html}");
}

#[test]
fn what_people_write_in_the_editor_becomes_markdown() {
    check(
        "<p>A <b>b</b> &amp; <em>c</em></p><p>D</p>",
        "A **b** & *c*\n\nD",
    );
    check("one<br />\ntwo<br>three", "one\ntwo\nthree");
    check(
        "<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>end",
        "- a\n- b\n  1. c\n\nend",
    );
    check(
        "<a href=\"https://a.example/?b=1&amp;c\">see</a>",
        "[see](https://a.example/?b=1&c)",
    );
    check("<h2>Title</h2>text", "**Title**\n\ntext");
    check("<pre>x\ny</pre>", "```\nx\ny\n```");
    check("<small>Aug <var data-var='date'>10</var></small>", "Aug 10");
}

#[test]
fn plain_text_stays_as_it_is() {
    for text in [
        "5 < 6 & 7",
        "set <id> to 1",
        "a\n\nb",
        "R&D; x",
        "<",
        "&",
        "&#xFFFFFFFF;",
        "a <!-- and no end, b",
    ] {
        check(text, text);
    }
}

#[test]
fn a_link_to_a_script_and_a_script_are_left_out_and_told() {
    for (html, markdown) in [
        ("<a href=\"javascript:alert(1)\">see</a>", "see"),
        ("a<script>alert('<p>')</script>b", "ab"),
        ("a<STYLE>p {}</STYLE >b", "ab"),
        ("a<!-- for us -->b", "ab"),
    ] {
        assert_eq!(to_markdown(html), (markdown.to_owned(), true), "{html}");
    }
    // The control: a harmless link is neither.
    let (text, has_lost) = to_markdown("<a href='https://a.example/'>see</a>");
    assert_eq!(
        (text.as_str(), has_lost),
        ("[see](https://a.example/)", false)
    );
}

#[test]
fn an_open_link_keeps_its_place_when_blanks_before_it_are_taken_away() {
    for html in [
        "   <a></h1><p>é",
        "é   <a href='https://a.example/'></h1></a><li>",
        "<a><a>  </h2></a>é</a>",
    ] {
        to_markdown(html);
    }
    check(
        "<p>a <a href='https://a.example/'>b</a></p>c",
        "a [b](https://a.example/)\n\nc",
    );
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "(<|</|>|/|   |a|li|ul|br|pre|p|&|#|x|;|\"|'|=| |href|é|\n|h1|script|!--){0,60}") {
        let (markdown, _) = to_markdown(&text);
        prop_assert!(markdown.len() <= 20 * text.len() + 20);
    }
}
