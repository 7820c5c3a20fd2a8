//! Texts as cells of CSV, RFC 4180.

/// A text as a cell. What a spreadsheet would take for a formula is made a text for it too.
pub(super) fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t']);
    let guard = if is_formula { "'" } else { "" };
    if text.contains(['"', ',', '\r', '\n']) {
        return format!("\"{guard}{}\"", text.replace('"', "\"\""));
    }
    format!("{guard}{text}")
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_cell_is_quoted_where_csv_needs_it_and_never_a_formula() {
        assert_eq!(cell("Web"), "Web");
        assert_eq!(cell("Web, \"new\""), "\"Web, \"\"new\"\"\"");
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("=A,B"), "\"'=A,B\"");
    }
}
