//! Text for a terminal. What comes from outside (a gateway, a node, a name on the chain) must not steer it: control
//! characters can move the cursor, rewrite lines and set the window's title, and some others turn or hide text.

/// True if a terminal would do something else with it than show it.
fn steers(c: char) -> bool {
    let turns_or_hides = matches!(c,
        // Marks, embeddings, overrides and isolates of bidirectional text.
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        // Zero width, line and paragraph separators, byte order mark, annotations, tags.
        | '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2065}' | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    );
    c.is_control() || turns_or_hides
}

/// One line: whatever steers a terminal, line breaks included, is spelt out.
pub fn line(text: &str) -> String {
    escaped(text, steers)
}

/// Lines that this program broke: whatever else steers a terminal is spelt out.
pub fn lines(text: &str) -> String {
    escaped(text, |c| c != '\n' && steers(c))
}

fn escaped(text: &str, escape: impl Fn(char) -> bool) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if escape(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// A JSON document, in which only texts can hold such characters, with their escapes in JSON.
pub fn json(document: &str) -> String {
    let mut shown = String::with_capacity(document.len());
    for c in document.chars() {
        if steers(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                shown.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            shown.push(c);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_should_be_spelt_out_when_it_would_steer_the_terminal() {
        assert_eq!(line("a\u{1b}[2Jb"), "a\\u{1b}[2Jb");
        assert_eq!(line("two\nlines\r\u{9b}31m\u{7f}"), "two\\u{a}lines\\u{d}\\u{9b}31m\\u{7f}");
        assert_eq!(line("\u{202e}evil\u{2066}\u{feff}"), "\\u{202e}evil\\u{2066}\\u{feff}");
        assert_eq!(lines("two\nlines\u{7}"), "two\nlines\\u{7}");
    }

    #[test]
    fn text_should_stay_as_it_is_when_it_is_only_foreign() {
        for text in ["Städtisches Klinikum", "بیمارستان\u{200c}ها", "総合病院", "a👩\u{200d}⚕️b"]
        {
            assert_eq!(line(text), text);
            assert_eq!(json(text), text);
        }
    }

    #[test]
    fn json_should_mean_the_same_when_it_is_spelt_out() {
        let value = serde_json::json!({ "error": "a\u{1b}\u{9b}\u{202e}\u{e0041}b\n" });
        let shown = json(&value.to_string());
        assert!(!shown.chars().any(steers), "{shown}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).ok(), Some(value));
    }
}
