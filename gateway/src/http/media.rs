//! What a body says that it is.
//!
//! The gateway keeps the bytes and not what was said of them. So it takes nothing whose bytes mean something only
//! together with a header: packed bodies, forms of several parts, texts in another character set than UTF-8.

use super::error::Problem;
use axum::{
    extract::Request,
    http::{header, HeaderMap, HeaderName, StatusCode},
    middleware::Next,
    response::{IntoResponse, Response},
};
use salus_client::gateway::FHIR_JSON;

const JSON: &str = "application/json";

/// What a record's body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// A FHIR resource in JSON, to be checked.
    Fhir,
    /// Anything else, to be taken as it is.
    Other,
}

/// A header's only value, as text.
///
/// # Errors
/// A [`Problem`] if it is there twice, or no text.
pub fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, Problem> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    let wrong =
        |reason| Problem::bad_request(format!("the header {name} {reason}"), "send it once, as plain text");
    if values.next().is_some() {
        return Err(wrong("is there twice"));
    }
    value.to_str().map(|text| Some(text.trim())).map_err(|_| wrong("is not plain text"))
}

/// Refuses requests whose bodies are packed: what is stored is what comes.
pub async fn unpacked(request: Request, next: Next) -> Response {
    let encodings = request.headers().get_all(header::CONTENT_ENCODING);
    let mut names = encodings.iter().flat_map(|value| value.as_bytes().split(|byte| *byte == b','));
    if let Some(name) = names.find(|name| !name.trim_ascii().eq_ignore_ascii_case(b"identity")) {
        let shown: String = name
            .trim_ascii()
            .iter()
            .filter(|b| b.is_ascii_graphic())
            .take(32)
            .map(|b| char::from(*b))
            .collect();
        return Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "encoded_body",
            format!("the body is packed: Content-Encoding is {shown:?}"),
            "unpack the body and send it without Content-Encoding",
        )
        .into_response();
    }
    next.run(request).await
}

/// What the body of a record is.
///
/// # Errors
/// A [`Problem`] if it cannot be told, or if the bytes alone would not be the record.
pub fn of_record(headers: &HeaderMap) -> Result<Media, Problem> {
    let Some(text) = only(headers, &header::CONTENT_TYPE)? else { return Ok(Media::Other) };
    let media = Parsed::read(text).ok_or_else(|| unsupported("Content-Type is not a media type"))?;
    if media.name.starts_with("multipart/") {
        return Err(unsupported("the body is a form of several parts"));
    }
    if let Some(charset) = media.parameter("charset")? {
        let utf8 = ["utf-8", "utf8", "us-ascii"].iter().any(|known| charset.eq_ignore_ascii_case(known));
        if !utf8 {
            return Err(unsupported("the body is in another character set than UTF-8"));
        }
    }
    if media.name != FHIR_JSON {
        return Ok(Media::Other);
    }
    match media.parameter("fhirversion")?.as_deref() {
        None | Some("4.0" | "4.0.1") => Ok(Media::Fhir),
        Some(_) => Err(unsupported("the body is of another version of FHIR than 4.0 (R4)")),
    }
}

/// True if the body says that it is JSON.
///
/// # Errors
/// As [`of_record`].
pub fn is_json(headers: &HeaderMap) -> Result<bool, Problem> {
    let Some(text) = only(headers, &header::CONTENT_TYPE)? else { return Ok(false) };
    let Some(media) = Parsed::read(text) else { return Ok(false) };
    let utf8 = media.parameter("charset")?.is_none_or(|charset| charset.eq_ignore_ascii_case("utf-8"));
    Ok(utf8 && (media.name == JSON || media.name.ends_with("+json")))
}

fn unsupported(message: &str) -> Problem {
    Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "unsupported_media_type",
        message,
        "send application/fhir+json in UTF-8 for FHIR, and application/octet-stream for the bytes of anything else",
    )
}

/// A media type and its parameters, in lower case.
struct Parsed {
    name: String,
    parameters: Vec<(String, String)>,
}

impl Parsed {
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let name = parts.next()?.to_ascii_lowercase();
        let (kind, of) = name.split_once('/')?;
        if !is_token(kind) || !is_token(of) {
            return None;
        }
        let parameters = parts
            .filter(|part| !part.is_empty())
            .map(|part| {
                let (name, value) = part.split_once('=')?;
                let value = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value);
                is_token(name).then(|| (name.to_ascii_lowercase(), value.to_ascii_lowercase()))
            })
            .collect::<Option<_>>()?;
        Some(Self { name, parameters })
    }

    /// The value of a parameter, which must not be there twice.
    fn parameter(&self, name: &str) -> Result<Option<String>, Problem> {
        let mut found =
            self.parameters.iter().filter(|(known, _)| known == name).map(|(_, value)| value.clone());
        match (found.next(), found.next()) {
            (_, Some(_)) => Err(Problem::bad_request(
                format!("Content-Type has the parameter {name} twice"),
                "send it once",
            )),
            (value, None) => Ok(value),
        }
    }
}

/// True if `text` is a token of RFC 9110.
fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn headers(types: &[&str]) -> HeaderMap {
        types.iter().map(|value| (header::CONTENT_TYPE, value.parse().unwrap())).collect()
    }

    fn media(types: &[&str]) -> Result<Media, u16> {
        of_record(&headers(types)).map_err(|problem| problem.status.as_u16())
    }

    #[test]
    fn body_should_be_checked_as_fhir_when_it_says_so() {
        for text in [
            "application/fhir+json",
            "application/FHIR+json; charset=utf-8",
            "application/fhir+json;charset=\"UTF-8\"; fhirVersion=4.0",
            "application/fhir+json;",
        ] {
            assert_eq!(media(&[text]), Ok(Media::Fhir), "{text}");
        }
    }

    #[test]
    fn body_should_be_taken_as_it_is_when_it_is_any_other_file() {
        assert_eq!(media(&[]), Ok(Media::Other));
        for text in ["application/dicom", "application/pdf", "text/plain; charset=utf-8", "application/json"]
        {
            assert_eq!(media(&[text]), Ok(Media::Other), "{text}");
        }
    }

    #[test]
    fn body_should_be_refused_when_its_bytes_alone_are_not_the_record() {
        for text in [
            "multipart/form-data; boundary=x",
            "Multipart/Mixed",
            "application/fhir+json; charset=iso-8859-1",
            "text/plain; charset=windows-1252",
            "application/fhir+json; charset=utf-16",
            "application/fhir+json; fhirVersion=5.0",
            "json",
            "",
            "application/fhir+json, text/plain",
            "application/fhir+json; charset",
        ] {
            assert_eq!(media(&[text]), Err(415), "{text}");
        }
        assert_eq!(media(&["application/fhir+json; charset=utf-8; charset=latin1"]), Err(400));
    }

    #[test]
    fn body_should_be_refused_when_it_has_two_types() {
        for types in [
            ["application/octet-stream", "application/fhir+json"],
            ["application/fhir+json", "application/fhir+json"],
        ] {
            assert_eq!(media(&types), Err(400));
            assert_eq!(is_json(&headers(&types)).unwrap_err().status.as_u16(), 400);
        }
    }

    #[test]
    fn json_should_be_told_by_its_type() {
        for text in ["application/json", "application/problem+json; charset=utf-8"] {
            assert!(is_json(&headers(&[text])).unwrap());
        }
        for text in ["text/plain", "application/json; charset=latin1"] {
            assert!(!is_json(&headers(&[text])).unwrap());
        }
        assert!(!is_json(&headers(&[])).unwrap());
    }
}
