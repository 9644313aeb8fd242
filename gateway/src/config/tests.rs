#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use super::*;

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

fn folder(config: &str, token: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("gateway.toml"), config).unwrap();
    fs::write(folder.path().join("token"), token).unwrap();
    folder
}

fn load(config: &str) -> Result<Config, ConfigError> {
    let folder = folder(config, TOKEN);
    Config::load(&folder.path().join("gateway.toml"), Overrides::default())
}

fn refusal(config: &str) -> String {
    load(config).expect_err("the configuration is wrong").to_string()
}

const GOOD: &str = r#"
listen = "127.0.0.1:8081"
public_url = "https://city-hospital.example:8081/"
node = "ws://127.0.0.1:9944"
data_dir = "data"
intake_token_file = "token"
seed_file = "seed"
"#;

#[test]
fn config_should_load_with_defaults_when_the_file_is_minimal() {
    let config = load(GOOD).unwrap();
    assert_eq!(config.public_url, "https://city-hospital.example:8081");
    assert_eq!(config.replication, 3);
    assert_eq!(config.limits.record, MAX_RECORD);
    assert!(config.data_dir.ends_with("data") && config.data_dir.is_absolute());
    assert!(config.intake_token.matches(TOKEN));
    assert!(!config.intake_token.matches("0123456789abcdef0123456789abcdeF"));
}

#[test]
fn config_should_prefer_the_override_when_both_are_given() {
    let folder = folder(GOOD, TOKEN);
    let overrides = Overrides { listen: Some("127.0.0.2:80".into()), ..Overrides::default() };
    let config = Config::load(&folder.path().join("gateway.toml"), overrides).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.2:80");
}

#[test]
fn config_should_name_the_field_when_one_is_missing() {
    for field in ["listen", "public_url", "node", "data_dir", "intake_token_file"] {
        let without: String =
            GOOD.lines().filter(|line| !line.starts_with(field)).collect::<Vec<_>>().join("\n");
        assert!(refusal(&without).starts_with(&format!("`{field}` is missing")), "{field}");
    }
    let without = GOOD.replace("seed_file = \"seed\"", "");
    assert!(refusal(&without).contains("`seed_file`"));
}

#[test]
fn config_should_name_the_field_when_a_value_is_wrong() {
    assert!(refusal(&GOOD.replace("127.0.0.1:8081", "localhost")).contains("`listen`"));
    assert!(refusal(&GOOD.replace("ws://", "http://")).contains("ws:// or wss://"));
    assert!(refusal(&GOOD.replace("\"https://city", "\"ftp://city")).contains("http:// or https://"));
    assert!(refusal(&format!("{GOOD}replication = 0\n")).contains("between 1 and 64"));
    assert!(refusal(&format!("{GOOD}[limits]\nrecord_bytes = 6000000000\n")).contains("limits.record_bytes"));
}

#[test]
fn config_should_be_refused_when_a_field_is_unknown() {
    assert!(refusal(&format!("{GOOD}replicas = 3\n")).contains("replicas"));
}

#[test]
fn config_should_be_refused_when_two_accounts_are_named() {
    let both = GOOD.replace("seed_file", "keystore_file = \"k\"\npassphrase_file = \"p\"\nseed_file");
    assert!(refusal(&both).contains("not both"));
    assert!(refusal(&GOOD.replace("seed_file", "keystore_file")).contains("passphrase_file"));
}

#[test]
fn intake_token_should_be_refused_without_being_shown_when_it_is_short() {
    let folder = folder(GOOD, "hunter2");
    let refusal = Config::load(&folder.path().join("gateway.toml"), Overrides::default()).unwrap_err();
    assert!(refusal.to_string().contains("32 are needed"));
    assert!(!refusal.to_string().contains("hunter2"));
}

#[test]
fn config_should_name_the_file_when_the_token_cannot_be_read() {
    let folder = folder(GOOD, TOKEN);
    fs::remove_file(folder.path().join("token")).unwrap();
    let refusal = Config::load(&folder.path().join("gateway.toml"), Overrides::default()).unwrap_err();
    assert!(refusal.to_string().contains("token"));
}

#[cfg(unix)]
#[test]
fn config_should_warn_when_others_can_read_a_secret() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(GOOD, TOKEN);
    let token = folder.path().join("token");
    let load = || Config::load(&folder.path().join("gateway.toml"), Overrides::default()).unwrap();
    fs::set_permissions(&token, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(load().warnings.len(), 1);
    fs::set_permissions(&token, fs::Permissions::from_mode(0o600)).unwrap();
    assert!(load().warnings.is_empty());
}

#[test]
fn config_should_be_refused_when_records_would_cross_the_network_in_cleartext() {
    let open = GOOD.replace("127.0.0.1:8081", "0.0.0.0:8081");
    assert!(refusal(&open).contains("`listen`"));
    assert!(refusal(&GOOD.replace("https://city", "http://city")).contains("`public_url`"));
    let allowed = load(&format!("allow_cleartext = true\n{open}")).unwrap();
    assert!(allowed.warnings.iter().any(|warning| warning.contains("`listen`")));
    let tls = format!("tls_certificate_file = \"c.pem\"\ntls_key_file = \"k.pem\"\n{open}");
    assert!(load(&tls).unwrap().tls.unwrap().key.ends_with("k.pem"));
}

#[test]
fn limits_should_be_read_when_they_are_configured() {
    let limits = |text: &str| load(&format!("{GOOD}[limits]\n{text}\n"));
    let found = limits("connections = 64\nrate_per_account = 7\nhead_timeout_seconds = 5").unwrap().limits;
    assert_eq!((found.connections, found.rate_per_account.get()), (64, 7));
    assert_eq!(found.head_timeout, std::time::Duration::from_secs(5));
    assert_eq!(load(GOOD).unwrap().limits, Limits::default());
    for (field, value) in [("connections", 1), ("requests_per_account", 0), ("rate_per_account", 0)] {
        assert!(limits(&format!("{field} = {value}")).unwrap_err().to_string().contains(field));
    }
}
