//! FHIR's primitive types: how their values look in JSON.

use crate::json::Text;

/// What most values are in JSON.
pub(crate) const TEXT: &str = "a text";
/// What numbers are.
pub(crate) const NUMBER: &str = "a number";

/// A primitive type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are FHIR's")]
pub(crate) enum Primitive {
    Base64Binary,
    Boolean,
    Canonical,
    Code,
    Date,
    DateTime,
    Decimal,
    Id,
    Instant,
    Integer,
    Markdown,
    Oid,
    PositiveInt,
    String,
    Time,
    UnsignedInt,
    Uri,
    Url,
    Uuid,
    Xhtml,
}

const NAMES: [(&str, Primitive); 20] = [
    ("base64Binary", Primitive::Base64Binary),
    ("boolean", Primitive::Boolean),
    ("canonical", Primitive::Canonical),
    ("code", Primitive::Code),
    ("date", Primitive::Date),
    ("dateTime", Primitive::DateTime),
    ("decimal", Primitive::Decimal),
    ("id", Primitive::Id),
    ("instant", Primitive::Instant),
    ("integer", Primitive::Integer),
    ("markdown", Primitive::Markdown),
    ("oid", Primitive::Oid),
    ("positiveInt", Primitive::PositiveInt),
    ("string", Primitive::String),
    ("time", Primitive::Time),
    ("unsignedInt", Primitive::UnsignedInt),
    ("uri", Primitive::Uri),
    ("url", Primitive::Url),
    ("uuid", Primitive::Uuid),
    ("xhtml", Primitive::Xhtml),
];

impl Primitive {
    /// The type called `name`.
    pub(crate) fn named(name: &str) -> Option<Self> {
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, primitive)| *primitive)
    }

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        NAMES.iter().find(|(_, known)| *known == self).map_or("", |(name, _)| name)
    }

    /// What its values are in JSON.
    pub(crate) fn json(self) -> &'static str {
        match self {
            Self::Boolean => "true or false",
            Self::Decimal | Self::Integer | Self::PositiveInt | Self::UnsignedInt => NUMBER,
            _ => TEXT,
        }
    }

    /// True if `number`, as it is written, is a value of this type.
    pub(crate) fn admits_number(self, number: &str) -> bool {
        let least = match self {
            // Any JSON number: its digits are kept as they are.
            Self::Decimal => return true,
            Self::Integer => i32::MIN,
            Self::UnsignedInt => 0,
            Self::PositiveInt => 1,
            _ => return false,
        };
        number != "-0" && number.parse::<i32>().is_ok_and(|value| value >= least)
    }

    /// True if `text` is a value of this type.
    pub(crate) fn admits_text(self, text: &Text<'_>) -> bool {
        let shown = text.shown;
        match self {
            Self::Base64Binary => text.base64,
            Self::String | Self::Markdown => true,
            Self::Xhtml => {
                let begin = shown.trim_start();
                begin.starts_with('<') && (!text.whole || shown.trim_end().ends_with('>'))
            }
            // Longer than what is shown, and the start decides.
            Self::Uri | Self::Url | Self::Canonical => !shown.contains(char::is_whitespace),
            _ if !text.whole => false,
            Self::Code => is_code(shown),
            Self::Id => is_id(shown),
            Self::Oid => shown.strip_prefix("urn:oid:").is_some_and(is_oid),
            Self::Uuid => shown.strip_prefix("urn:uuid:").is_some_and(is_uuid),
            Self::Date => is_date(shown),
            Self::DateTime => is_date_time(shown),
            Self::Instant => shown.contains('T') && is_date_time(shown),
            Self::Time => is_time(shown),
            Self::Boolean | Self::Decimal | Self::Integer | Self::PositiveInt | Self::UnsignedInt => false,
        }
    }
}

/// Words with single blanks between them.
fn is_code(text: &str) -> bool {
    text.split(' ').all(|word| !word.is_empty() && !word.contains(char::is_whitespace))
}

fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'))
}

fn is_oid(text: &str) -> bool {
    let arc = |part: &str| is_digits(part) && (part == "0" || !part.starts_with('0'));
    let mut arcs = text.split('.');
    arcs.next().is_some_and(|first| matches!(first, "0" | "1" | "2")) && arcs.all(arc) && text.contains('.')
}

fn is_uuid(text: &str) -> bool {
    let lengths = [8, 4, 4, 4, 12];
    text.split('-').map(str::len).eq(lengths)
        && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `digits` digits that stand for a number of `range`.
fn is_number(text: &str, digits: usize, range: std::ops::RangeInclusive<u16>) -> bool {
    text.len() == digits && is_digits(text) && text.parse().is_ok_and(|number| range.contains(&number))
}

/// A year, a month of one or a day of one.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.splitn(4, '-').collect();
    match *parts.as_slice() {
        [year] => is_number(year, 4, 1..=9999),
        [year, month] => is_number(year, 4, 1..=9999) && is_number(month, 2, 1..=12),
        [year, month, day] => {
            is_number(year, 4, 1..=9999)
                && is_number(month, 2, 1..=12)
                && is_number(day, 2, 1..=days(year, month))
        }
        _ => false,
    }
}

fn days(year: &str, month: &str) -> u16 {
    let year: u16 = year.parse().unwrap_or_default();
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        "02" if leap => 29,
        "02" => 28,
        "04" | "06" | "09" | "11" => 30,
        _ => 31,
    }
}

/// A date, or a day with a time and its offset from UTC.
fn is_date_time(text: &str) -> bool {
    let Some((day, rest)) = text.split_once('T') else { return is_date(text) };
    let (time, offset) = match rest.strip_suffix('Z') {
        Some(time) => (time, true),
        None => match rest.rfind(['+', '-']).and_then(|at| rest.split_at_checked(at)) {
            Some((time, offset)) => (time, is_offset(offset.get(1..).unwrap_or_default())),
            None => return false,
        },
    };
    day.len() == 10 && is_date(day) && is_time(time) && offset
}

fn is_offset(text: &str) -> bool {
    text == "14:00"
        || text
            .split_once(':')
            .is_some_and(|(hours, minutes)| is_number(hours, 2, 0..=13) && is_number(minutes, 2, 0..=59))
}

/// Hours, minutes, seconds, and parts of a second if wanted.
fn is_time(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').map_or((text, "0"), |(whole, fraction)| (whole, fraction));
    let parts: Vec<&str> = whole.splitn(4, ':').collect();
    let [hours, minutes, seconds] = *parts.as_slice() else { return false };
    is_number(hours, 2, 0..=23)
        && is_number(minutes, 2, 0..=59)
        && is_number(seconds, 2, 0..=60)
        && is_digits(fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admits(primitive: Primitive, shown: &str) -> bool {
        let base64 = shown.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/= \n".contains(&byte));
        primitive.admits_text(&Text { shown, whole: true, controls: false, base64 })
    }

    #[test]
    fn value_should_be_admitted_when_it_looks_like_its_type() {
        let good: [(Primitive, &[&str]); 12] = [
            (Primitive::Date, &["1974", "1974-12", "1974-12-25", "2000-02-29"]),
            (
                Primitive::DateTime,
                &[
                    "1974",
                    "2015-02-07T13:28:17.239+02:00",
                    "2015-02-07T13:28:60Z",
                    "2015-02-07T00:00:00-14:00",
                ],
            ),
            (Primitive::Instant, &["2015-02-07T13:28:17Z"]),
            (Primitive::Time, &["00:00:00", "23:59:59.5"]),
            (Primitive::Code, &["final", "entered-in-error", "two words"]),
            (Primitive::Id, &["a", "A-1.b"]),
            (Primitive::Oid, &["urn:oid:1.2.840.0.1"]),
            (Primitive::Uuid, &["urn:uuid:c757873d-ec9a-4326-a141-556f43239520"]),
            (Primitive::Uri, &["urn:x", "http://example.org/#a"]),
            (Primitive::Base64Binary, &["aGVsbG8=", "aGVs\nbG8="]),
            (Primitive::Xhtml, &["<div xmlns=\"x\">a</div>"]),
            (Primitive::String, &["a", " ä "]),
        ];
        for (primitive, texts) in good {
            for text in texts {
                assert!(admits(primitive, text), "{primitive:?} {text}");
            }
        }
    }

    #[test]
    fn value_should_be_refused_when_it_does_not_look_like_its_type() {
        let bad: [(Primitive, &[&str]); 11] = [
            (
                Primitive::Date,
                &["74", "1974-13", "1974-02-29", "1974-1-1", "1974-01-01-", "0000", "1974-12-25T00:00:00Z"],
            ),
            (
                Primitive::DateTime,
                &[
                    "2015-02-07T13:28:17",
                    "2015-02T13:28:17Z",
                    "2015-02-07T24:00:00Z",
                    "2015-02-07T13:28Z",
                    "T",
                    "2015-02-07T13:28:17+15:00",
                ],
            ),
            (Primitive::Instant, &["2015", "2015-02-07"]),
            (Primitive::Time, &["24:00:00", "12:00", "12:00:00Z", "12:00:00."]),
            (Primitive::Code, &[" final", "final ", "two  words", "a\tb"]),
            (Primitive::Id, &["a_b", "ä", "a b"]),
            (Primitive::Oid, &["1.2.3", "urn:oid:3.1", "urn:oid:1", "urn:oid:1.02"]),
            (Primitive::Uuid, &["c757873d-ec9a-4326-a141-556f43239520", "urn:uuid:c757873d"]),
            (Primitive::Uri, &["a b"]),
            (Primitive::Base64Binary, &["a-b_"]),
            (Primitive::Xhtml, &["plain", "<div"]),
        ];
        for (primitive, texts) in bad {
            for text in texts {
                assert!(!admits(primitive, text), "{primitive:?} {text}");
            }
        }
    }

    #[test]
    fn number_should_be_held_against_its_type_as_it_is_written() {
        for number in ["0", "-0", "1.50", "1e-3", "-1.0E+400", "123456789012345678901234567890"] {
            assert!(Primitive::Decimal.admits_number(number));
        }
        for number in ["1.0", "1e2", "2147483648", "-0"] {
            assert!(!Primitive::Integer.admits_number(number), "{number}");
        }
        assert!(Primitive::Integer.admits_number("-2147483648"));
        assert!(Primitive::UnsignedInt.admits_number("0") && !Primitive::UnsignedInt.admits_number("-1"));
        assert!(Primitive::PositiveInt.admits_number("1") && !Primitive::PositiveInt.admits_number("0"));
    }
}
