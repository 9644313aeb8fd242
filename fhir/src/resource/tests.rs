#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::indexing_slicing)]

use super::*;
use crate::json::MAX_DEPTH;

const OBSERVATION: &str = r#"{
  "resourceType": "Observation",
  "id": "weight",
  "meta": {"versionId": "1", "lastUpdated": "2026-03-01T10:00:00Z"},
  "text": {"status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\">72,50 kg</div>"},
  "status": "final",
  "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
  "effectiveDateTime": "2026-02-28",
  "valueQuantity": {"value": 72.50, "unit": "kg"},
  "component": [{"code": {"text": "shoes"}, "valueBoolean": false}]
}"#;

fn ok(text: &str) {
    assert_eq!(validate(text.as_bytes()), Ok(()), "{text}");
}

fn refused(text: &str) -> (Reason, String) {
    let refusal = validate(text.as_bytes()).unwrap_err();
    (refusal.reason, refusal.path)
}

/// What is said of an Observation with `members` beside what it must have.
fn with(members: &str) -> Result<(), FhirRefusal> {
    validate(
        format!(r#"{{"resourceType":"Observation","status":"final","code":{{"text":"x"}},{members}}}"#)
            .as_bytes(),
    )
}

fn reason_with(members: &str) -> (Reason, String) {
    let refusal = with(members).unwrap_err();
    (refusal.reason, refusal.path)
}

#[test]
fn resource_should_be_accepted_when_it_has_the_shape_of_its_type() {
    ok(OBSERVATION);
    ok(&OBSERVATION.replace('\n', "\r\n"));
    ok(r#"{"resourceType":"Patient"}"#);
    ok(
        r#"{"resourceType":"Patient","birthDate":"1970-03-30","_birthDate":{"extension":[{"url":"http://x","valueString":"about"}]}}"#,
    );
    ok(r#"{"resourceType":"Patient","name":[{"given":["Ada",null],"_given":[null,{"id":"a"}]}]}"#);
    ok(r#"{"resourceType":"Patient","_active":{"extension":[{"url":"http://x","valueCode":"unknown"}]}}"#);
    ok(
        r#"{"resourceType":"Basic","_language":{"id":"x"},"code":{"text":"a"},"contained":[{"resourceType":"Patient","id":"p"}]}"#,
    );
}

#[test]
fn element_should_count_as_there_when_only_its_extension_is() {
    ok(
        r#"{"resourceType":"Observation","_status":{"extension":[{"url":"http://x","valueCode":"unknown"}]},"code":{"text":"x"}}"#,
    );
}

#[test]
fn resource_should_be_accepted_when_its_type_comes_last() {
    ok(r#"{"status":"final","code":{"text":"x"},"resourceType":"Observation"}"#);
    ok(
        r#"{"entry":[{"resource":{"id":"a","resourceType":"Patient"}}],"type":"collection","resourceType":"Bundle"}"#,
    );
    let bad = r#"{"entry":[{"resource":{"gender":"x","resourceType":"Patient"}}],"resourceType":"Bundle","type":"collection"}"#;
    assert_eq!(refused(bad), (Reason::Code, "Bundle.entry[0].resource.gender".into()));
}

#[test]
fn resource_should_be_refused_when_its_type_comes_too_late() {
    let late = format!(
        r#"{{"id":["{}"],"resourceType":"Patient"}}"#,
        "\",\"".repeat(MAX_HELD / size_of::<(Owned, Place)>() + 1)
    );
    assert_eq!(refused(&late), (Reason::LateResourceType, String::new()));
}

#[test]
fn resource_should_be_refused_when_it_is_something_else() {
    for text in ["[]", "\"Observation\"", "7", "null"] {
        assert_eq!(refused(text).0, Reason::NotAnObject, "{text}");
    }
    for text in ["{}", r#"{"id":"a"}"#, r#"{"entry":{"resourceType":"Patient"}}"#] {
        assert_eq!(refused(text).0, Reason::NoResourceType, "{text}");
    }
    for name in [
        r#""Banana""#,
        r#""observation""#,
        r#""Resource""#,
        r#""DomainResource""#,
        r#""Address""#,
        "7",
        "null",
        r#"["Patient"]"#,
    ] {
        let text = format!(r#"{{"resourceType":{name}}}"#);
        assert_eq!(refused(&text).0, Reason::UnknownResourceType, "{name}");
    }
    assert_eq!(refused(r#"{"resourceType":"Patient""#).0, Reason::Truncated);
    assert!(matches!(refused(r#"{"resourceType":"Patient"} {}"#).0, Reason::Syntax(_)));
    assert!(matches!(refused("%PDF-1.7").0, Reason::Syntax(_)));
}

#[test]
fn member_should_be_refused_with_its_path_when_it_is_there_twice() {
    let cases = [
        (r#"{"resourceType":"Patient","resourceType":"Patient"}"#, "Patient.resourceType"),
        (r#"{"resourceType":"Patient","active":true,"active":false}"#, "Patient.active"),
        (r#"{"resourceType":"Patient","active":true,"a\u0063tive":false}"#, "Patient.active"),
        (r#"{"resourceType":"Patient","name":[{"family":"a"}],"name":[{"family":"b"}]}"#, "Patient.name"),
        (
            r#"{"resourceType":"Patient","name":[{"family":"a"},{"family":"b","family":"b"}]}"#,
            "Patient.name[1].family",
        ),
        (r#"{"resourceType":"Patient","_active":{"id":"a"},"_active":{"id":"b"}}"#, "Patient.active"),
        (
            r#"{"resourceType":"Patient","extension":[{"url":"http://x","valueString":"a","valueString":"b"}]}"#,
            "Patient.extension[0].valueString",
        ),
        (
            r#"{"resourceType":"Bundle","type":"batch","entry":[{"resource":{"resourceType":"Patient","id":"a","id":"b"}}]}"#,
            "Bundle.entry[0].resource.id",
        ),
    ];
    for (text, path) in cases {
        assert_eq!(refused(text), (Reason::Duplicate, path.into()), "{text}");
    }
}

#[test]
fn element_should_be_refused_with_its_path_when_its_value_is_wrong() {
    let cases = [
        (r#""id":"a_b""#, Reason::Format("id"), "Observation.id"),
        (r#""meta":"x""#, Reason::Kind("an object"), "Observation.meta"),
        (r#""meta":{}"#, Reason::Empty("an object"), "Observation.meta"),
        (r#""meta":{"versionId":7}"#, Reason::Kind("a text"), "Observation.meta.versionId"),
        (r#""meta":{"lastUpdated":"2026"}"#, Reason::Format("instant"), "Observation.meta.lastUpdated"),
        (r#""meta":{"profile":[]}"#, Reason::Empty("an array"), "Observation.meta.profile"),
        (r#""valueBoolean":"true""#, Reason::Kind("true or false"), "Observation.valueBoolean"),
        (r#""valueInteger":1.5"#, Reason::Format("integer"), "Observation.valueInteger"),
        (r#""valueQuantity":{"value":"1.0"}"#, Reason::Kind("a number"), "Observation.valueQuantity.value"),
        (r#""valueString":"""#, Reason::Empty("a text"), "Observation.valueString"),
        (r#""valueString":"a\u0000b""#, Reason::ForbiddenCharacter, "Observation.valueString"),
        (r#""valueString":null"#, Reason::Null, "Observation.valueString"),
        (r#""valueString":["a"]"#, Reason::Kind("one value, not an array,"), "Observation.valueString"),
        (
            r#""valueString":"a","valueCodeableConcept":{"text":"a"}"#,
            Reason::TwoTypes,
            "Observation.valueCodeableConcept",
        ),
        (r#""valueString":"a","_valueTime":{"id":"a"}"#, Reason::TwoTypes, "Observation.valueTime"),
        (r#""category":{"text":"a"}"#, Reason::Kind("an array"), "Observation.category"),
        (r#""category":[null]"#, Reason::Null, "Observation.category[0]"),
        (r#""category":[[{"text":"a"}]]"#, Reason::Kind("a value, not an array,"), "Observation.category[0]"),
        (r#""issued":"2026-02-30T00:00:00Z""#, Reason::Format("instant"), "Observation.issued"),
        (
            r#""contained":[{"resourceType":"Patient","gender":"other "}]"#,
            Reason::Code,
            "Observation.contained[0].gender",
        ),
        (r#""component":[{"valueInteger":1}]"#, Reason::Missing, "Observation.component[0].code"),
        (r#""_category":[{"id":"a"}]"#, Reason::UnknownElement("Observation"), "Observation"),
        (r#""value":1"#, Reason::UnknownElement("Observation"), "Observation"),
        (
            r#""component":[{"code":{"text":"a"},"status":"final"}]"#,
            Reason::UnknownElement("Observation.component"),
            "Observation.component[0]",
        ),
    ];
    for (members, reason, path) in cases {
        assert_eq!(reason_with(members), (reason, path.into()), "{members}");
    }
    assert_eq!(
        refused(r#"{"resourceType":"Observation","code":{"text":"x"}}"#),
        (Reason::Missing, "Observation.status".into())
    );
    let status = r#"{"resourceType":"Observation","status":"finished","code":{"text":"x"}}"#;
    assert_eq!(refused(status), (Reason::Code, "Observation.status".into()));
}

#[test]
fn refusal_should_name_the_line_and_not_repeat_the_text_when_shown() {
    let text = OBSERVATION.replace("\"final\"", "\"Jane Roe\"");
    let refusal = validate(text.as_bytes()).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "Observation.status: the code is not one that FHIR R4 allows here (line 6, column 13)"
    );
    for text in [
        r#"{"resourceType":"Jane Roe"}"#,
        r#"{"resourceType":"Patient","Jane Roe":1}"#,
        r#"{"resourceType":"Patient","birthDate":"Jane Roe"}"#,
        "Jane Roe",
        r#"{"Jane Roe":1,"Jane Roe":2}"#,
    ] {
        assert!(!validate(text.as_bytes()).unwrap_err().to_string().contains("Jane"), "{text}");
    }
}

#[test]
fn decimal_should_be_accepted_when_no_float_could_hold_it() {
    for number in [
        "1.0",
        "100.000",
        "1e-22",
        "1.0E400",
        "-0.0",
        "3.14159265358979323846264338327950288419716939937510582097494459",
    ] {
        assert_eq!(with(&format!(r#""valueQuantity":{{"value":{number}}}"#)), Ok(()), "{number}");
    }
}

#[test]
fn resource_should_be_accepted_when_it_is_nested_as_deeply_as_answers_are() {
    let (mut text, depth) = (r#"{"linkId":"x"}"#.to_owned(), 20);
    for _ in 0..depth {
        text = format!(r#"{{"linkId":"x","item":[{text}]}}"#);
    }
    let response = |items: &str| {
        format!(r#"{{"resourceType":"QuestionnaireResponse","status":"completed","item":[{items}]}}"#)
    };
    ok(&response(&text));
    for _ in 0..MAX_DEPTH {
        text = format!(r#"{{"linkId":"x","item":[{text}]}}"#);
    }
    assert_eq!(refused(&response(&text)).0, Reason::TooDeep);
}

#[test]
fn long_text_should_be_accepted_when_its_type_has_no_bound() {
    let data = "QUJD".repeat(10_000);
    ok(&format!(r#"{{"resourceType":"Binary","contentType":"image/png","data":"{data}"}}"#));
    assert_eq!(
        refused(&format!(r#"{{"resourceType":"Binary","contentType":"image/png","data":"{data}-"}}"#)).0,
        Reason::Format("base64Binary")
    );
    assert_eq!(with(&format!(r#""valueString":"{data}""#)), Ok(()));
    assert_eq!(reason_with(&format!(r#""language":"{data}""#)).0, Reason::Format("code"));
}

#[test]
fn resource_should_be_judged_the_same_when_it_comes_in_pieces() {
    let in_pieces = |text: &str, size: usize| {
        let mut validator = Validator::default();
        for piece in text.as_bytes().chunks(size) {
            validator.push(piece)?;
        }
        validator.finish()
    };
    let wrong = OBSERVATION.replace("29463-7", "");
    for size in [1, 3, 7, 100] {
        assert_eq!(in_pieces(OBSERVATION, size), Ok(()));
        assert_eq!(in_pieces(&wrong, size), validate(wrong.as_bytes()));
    }
}

#[test]
fn resource_should_be_judged_without_panic_when_its_text_is_hostile() {
    // Every cut, and every byte exchanged for those that JSON is sensitive to.
    let valid = OBSERVATION.as_bytes();
    for at in 0..valid.len() {
        assert!(validate(&valid[..at]).is_err());
        for byte in *b"\"\\{}[],:0-eE.nutf\x00\x80\xff" {
            let mut altered = valid.to_vec();
            altered[at] = byte;
            let _ = validate(&altered);
        }
    }
}
