//! Showing where in a text a fault lies.

use crate::failure::Failure;
use salus_primitives::{policy::ParseError, Expression};

/// How much of a long text is shown around the fault.
const WINDOW: usize = 72;

/// Reads a policy expression; a fault is shown under the text.
pub fn expression(text: &str) -> Result<Expression, Failure> {
    text.parse().map_err(|error: ParseError| {
        Failure::new(format!("not a policy expression: {error}")).excerpt(point(text, error.column)).remedy(
            "write it like: doctor@medical-council AND (cardiology@city-hospital OR icu@city-hospital)",
        )
    })
}

/// `text` with a caret under its character `column`, counted from 1.
fn point(text: &str, column: usize) -> String {
    let at = column.saturating_sub(1);
    let start = at.saturating_sub(WINDOW / 2);
    // Line breaks count as one column each and must not break the picture.
    let visible = |c: char| if c.is_control() { ' ' } else { c };
    let shown: String = text.chars().skip(start).take(WINDOW).map(visible).collect();
    let indent = " ".repeat(at.saturating_sub(start));
    format!("{shown}\n{indent}^")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn caret_should_stand_under_the_fault_when_the_text_is_wrong() {
        let rendered = expression("doctor@medical-council AND nurse").unwrap_err().render(false);
        let lines: Vec<_> = rendered.lines().collect();
        let [_, text, caret, remedy] = lines.as_slice() else { unreachable!("{rendered}") };
        assert_eq!(*text, "  doctor@medical-council AND nurse");
        assert_eq!(caret.find('^'), text.find("nurse"));
        assert!(remedy.contains("try:"));
    }

    #[test]
    fn caret_should_count_characters_when_the_text_is_not_ascii() {
        assert_eq!(point("äöü!", 4), "äöü!\n   ^");
    }

    #[test]
    fn caret_should_stay_in_sight_when_the_text_is_long() {
        let text = format!("{}!", "x".repeat(500));
        let picture = point(&text, 501);
        let (shown, caret) = picture.split_once('\n').unwrap();
        assert!(shown.chars().count() <= WINDOW);
        assert_eq!(shown.chars().nth(caret.find('^').unwrap()), Some('!'));
    }
}
