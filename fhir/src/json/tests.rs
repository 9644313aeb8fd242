#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use super::*;
use crate::strict::check;
use proptest::prelude::*;

/// Notes what is read.
#[derive(Default)]
struct Notes(Vec<String>);

impl Sink for Notes {
    fn take(&mut self, event: Event<'_>, _: Place) -> Result<(), FhirRefusal> {
        self.0.push(match event {
            Event::Text(text) => format!("{:?}", text.shown),
            other => format!("{other:?}"),
        });
        Ok(())
    }
}

fn read_in_pieces(bytes: &[u8], size: usize) -> Result<Vec<String>, FhirRefusal> {
    let (mut reader, mut notes) = (Reader::default(), Notes::default());
    for piece in bytes.chunks(size) {
        reader.push(piece, &mut notes)?;
    }
    reader.finish(&mut notes)?;
    Ok(notes.0)
}

fn read(text: &str) -> Vec<String> {
    read_in_pieces(text.as_bytes(), usize::MAX).unwrap()
}

fn refused(bytes: &[u8]) -> (Reason, u64, u64) {
    let refusal = check(bytes).unwrap_err();
    (refusal.reason, refusal.place.line, refusal.place.column)
}

#[test]
fn json_should_be_read_when_it_is_json() {
    let text =
        " { \"a\\n\\u00e4\\ud83d\\ude00\" : [ 1.50e-3 , true , false , null , \"ü\\/\" , {} , [] ] } \r\n";
    let found = read(text);
    let wanted = [
        "Object",
        "Name(\"a\\nä😀\")",
        "Array",
        "Number(\"1.50e-3\")",
        "Bool(true)",
        "Bool(false)",
        "Null",
        "\"ü/\"",
        "Object",
        "ObjectEnd",
        "Array",
        "ArrayEnd",
        "ArrayEnd",
        "ObjectEnd",
    ];
    assert_eq!(found, wanted);
    for number in ["0", "-0", "10", "-1.0", "1e5", "1E+5", "0.10e-07"] {
        assert_eq!(read(number), [format!("Number(\"{number}\")")]);
    }
}

#[test]
fn json_should_be_refused_when_its_grammar_is_wrong() {
    for text in [
        "{,}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\":1 \"b\":2}",
        "{a:1}",
        "{'a':1}",
        "[1,]",
        "[,1]",
        "[1}",
        "{\"a\":1]",
        "01",
        "+1",
        "1.",
        ".5",
        "1e",
        "1e+",
        "-",
        "0x1",
        "NaN",
        "True",
        "nul",
        "truex",
        "1 2",
        "{} {}",
        "// x\n1",
        "\u{a0}1",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"a\nb\"",
        "\"a\tb\"",
        "\"\u{1}\"",
    ] {
        assert!(check(text.as_bytes()).is_err(), "{text}");
    }
    for text in ["", " ", "{", "[1", "\"a", "{\"a\"", "{\"a\":", "tru", "\"\\", "\"\\u00", "\"\\ud83d"] {
        assert_eq!(check(text.as_bytes()).unwrap_err().reason, Reason::Truncated, "{text}");
    }
}

#[test]
fn json_should_be_refused_when_a_text_is_not_utf_8() {
    for bytes in [
        &b"M\xFCller"[..],
        b"\x80",
        b"\xC0\xAF",
        b"\xC1\xBF",
        b"\xE0\x9F\xBF",
        b"\xED\xA0\x80",
        b"\xED\xBF\xBF",
        b"\xF0\x8F\xBF\xBF",
        b"\xF4\x90\x80\x80",
        b"\xF5\x80\x80\x80",
        b"\xFF",
        b"\xC3",
        b"\xE2\x82",
        b"\xC3\xC3\xA4",
    ] {
        for text in
            [[b"[\"".as_slice(), bytes, b"\"]"].concat(), [b"{\"".as_slice(), bytes, b"\":1}"].concat()]
        {
            assert_eq!(check(&text).unwrap_err().reason, Reason::NotUtf8, "{bytes:x?}");
        }
    }
    for text in ["\"ä\"", "\"\u{7ff}\u{800}\u{d7ff}\u{e000}\u{ffff}\u{10000}\u{10ffff}\""] {
        assert_eq!(check(text.as_bytes()), Ok(()));
    }
    let two = "[\"ä\",\n \"😀 \u{0}\"]".replace('\u{0}', "");
    assert_eq!(check(two.as_bytes()), Ok(()));
    assert_eq!(refused(b"[1,\n \"\xC3\xA4\xFF\"]"), (Reason::NotUtf8, 2, 4), "columns are characters");
}

#[test]
fn json_should_be_refused_by_name_when_it_begins_with_a_byte_order_mark() {
    for (bytes, name) in [
        (&b"\xEF\xBB\xBF{}"[..], "a UTF-8 byte order mark"),
        (b"\xFE\xFF\0{\0}", "a UTF-16 byte order mark"),
        (b"\xFF\xFE{\0}\0", "a UTF-16 byte order mark"),
    ] {
        for size in [1, 2, 100] {
            let refusal = read_in_pieces(bytes, size).unwrap_err();
            assert_eq!(refusal.reason, Reason::ByteOrderMark(name));
            assert!(refusal.to_string().contains(name));
        }
    }
    assert!(matches!(check(b"\xEF{}").unwrap_err().reason, Reason::Syntax(_)));
    assert_eq!(check(b"\xEF").unwrap_err().reason, Reason::Truncated);
    assert_eq!(check("[\"\u{feff}\"]".as_bytes()), Ok(()), "inside a text it is a character");
    assert!(check("[1,\u{feff}2]".as_bytes()).is_err());
}

#[test]
fn json_should_be_refused_when_an_escape_is_half_a_character() {
    for text in [
        r#""\ud800""#,
        r#""\udc00""#,
        r#""\udfff\ud800""#,
        r#""\ud800x""#,
        r#""\ud800\n""#,
        r#""\ud800\u0041""#,
        r#""\ud800\ud800""#,
        r#"{"\ud83d":1}"#,
    ] {
        assert_eq!(check(text.as_bytes()).unwrap_err().reason, Reason::LoneSurrogate, "{text}");
    }
    assert_eq!(read(r#""\uD83D\uDE00""#), ["\"😀\""]);
    assert_eq!(refused(br#"["\udc00"]"#), (Reason::LoneSurrogate, 1, 3));
}

#[test]
fn json_should_be_refused_when_it_is_beyond_a_bound() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(check(nested(MAX_DEPTH).as_bytes()), Ok(()));
    assert_eq!(check(nested(MAX_DEPTH + 1).as_bytes()).unwrap_err().reason, Reason::TooDeep);
    let name = |length: usize| format!("{{\"{}\":1}}", "n".repeat(length));
    assert_eq!(check(name(MAX_NAME).as_bytes()), Ok(()));
    assert_eq!(check(name(MAX_NAME + 1).as_bytes()).unwrap_err().reason, Reason::LongName);
    assert_eq!(check("1".repeat(MAX_NUMBER).as_bytes()), Ok(()));
    assert_eq!(check("1".repeat(MAX_NUMBER + 1).as_bytes()).unwrap_err().reason, Reason::LongNumber);
}

#[test]
fn text_should_be_shown_in_part_when_it_is_long() {
    struct Last(Option<(usize, bool, bool, bool)>);
    impl Sink for Last {
        fn take(&mut self, event: Event<'_>, _: Place) -> Result<(), FhirRefusal> {
            if let Event::Text(text) = event {
                self.0 = Some((text.shown.len(), text.whole, text.controls, text.base64));
            }
            Ok(())
        }
    }
    let look = |text: &str| {
        let (mut reader, mut last) = (Reader::default(), Last(None));
        reader.push(format!("\"{text}\"").as_bytes(), &mut last).unwrap();
        last.0.unwrap()
    };
    assert_eq!(look(&"x".repeat(SHOWN_TEXT)), (SHOWN_TEXT, true, false, true));
    assert_eq!(look(&format!("{}\\u0000", "x".repeat(SHOWN_TEXT))), (SHOWN_TEXT, false, true, false));
    // A character that is cut is left out.
    assert_eq!(look(&format!("{}ä", "x".repeat(SHOWN_TEXT - 1))), (SHOWN_TEXT - 1, false, false, false));
}

proptest! {
    #[test]
    fn reader_should_say_the_same_when_the_text_comes_in_other_pieces(
        text in r#"[\[\]{}:,"\\utrfalsn0-9eE.+ \n\u{e4}\u{1f600}-]{0,40}"#,
        size in 1usize..7,
    ) {
        let whole = read_in_pieces(text.as_bytes(), usize::MAX);
        prop_assert_eq!(read_in_pieces(text.as_bytes(), size), whole);
    }

    #[test]
    fn reader_should_judge_without_panic_when_the_bytes_are_any(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
        let _ = check(&bytes);
        let _ = crate::validate(&bytes);
    }
}
