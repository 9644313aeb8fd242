//! What brings a database to this version: the statements in `migrations/`, in order.
//!
//! They are named here one by one. sqlx's `migrate!` would collect them itself, but it compiles a second SQLite, for
//! the machine that builds. What it wrote into databases is what this writes: version, description and checksum.

use sqlx::{
    migrate::{Migration, MigrationType, Migrator},
    SqlStr,
};

/// Version, description and statements. What was released is never changed: a database that has it has its checksum.
const MIGRATIONS: [(i64, &str, &str); 6] = [
    (1, "initial", include_str!("../../migrations/0001_initial.sql")),
    (2, "erasures", include_str!("../../migrations/0002_erasures.sql")),
    (3, "headers", include_str!("../../migrations/0003_headers.sql")),
    (4, "refiling", include_str!("../../migrations/0004_refiling.sql")),
    (5, "receipts", include_str!("../../migrations/0005_receipts.sql")),
    (6, "headers by cid", include_str!("../../migrations/0006_headers_by_cid.sql")),
];

/// All migrations, ready to run. Those that a database has are held against their checksums and left out.
pub(super) fn migrator() -> Migrator {
    let migration = |(version, description, sql): (i64, &'static str, &'static str)| {
        Migration::new(
            version,
            description.into(),
            MigrationType::Simple,
            SqlStr::from_static(sql),
            // Each in a transaction of its own.
            false,
        )
    };
    Migrator::with_migrations(MIGRATIONS.map(migration).into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;
    use crate::{database::Database, ledger::Head};
    use std::path::Path;

    /// SHA-384 of the statements, as databases in use have it.
    const CHECKSUMS: [&str; 6] = [
        "2706dc3a5b3e65ed457dba5780d03cca04171e02da40e2a35abac06e8242e19835d1c4ad44363e1a03eac8a00296d8ab",
        "ae2f761ad704babb0b67f259b5512dff1902fd86eafcb5781f55c366528b6a23ccea3b31bb17caa38c2046032fa5fe00",
        "2c2405c286bd87e2dcd1eb5993027395b48b10ceb137a766cc10ad534ba2d3907024a96847787c3d64214be66601c947",
        "f07466bef2b6ec28d48b674dfe7b63454b9c83fe1f007f833e71225add3edc56b1d3eb55f918203f66524abcd03f88b3",
        "aa2fe1f853ea14b8660f6f680d53f81642b3b64f9bb4578162ef342125bd39b64b60bfb27b2d5c89a49f533349a78bd4",
        "051a22ff55c8c7879582adad87e3d6dc14393aedb06c4aa51b82a6a54da42c10414d1971316798178384271d318aa36a",
    ];

    /// What is in the folder, read by sqlx as its macro reads it.
    async fn folder() -> Migrator {
        Migrator::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations")).await.unwrap()
    }

    fn told(migrator: &Migrator) -> Vec<(i64, String, bool, String)> {
        let told = |of: &Migration| {
            (
                of.version,
                of.description.to_string(),
                of.migration_type.is_down_migration(),
                hex::encode(&of.checksum),
            )
        };
        migrator.iter().map(told).collect()
    }

    #[tokio::test]
    async fn migrations_should_be_those_of_the_folder_when_they_are_compiled_in() {
        let compiled = told(&migrator());
        assert_eq!(compiled, told(&folder().await), "add the file to MIGRATIONS");
        let files = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations")).unwrap();
        assert_eq!(files.count(), compiled.len(), "a file's name is not VERSION_DESCRIPTION.sql");
    }

    #[test]
    fn migrations_should_have_the_checksums_of_databases_in_use_when_they_were_released() {
        let found: Vec<_> = told(&migrator()).into_iter().map(|(.., checksum)| checksum).collect();
        assert_eq!(found[..CHECKSUMS.len()], CHECKSUMS);
    }

    /// A database as earlier versions of this program left it, whose migrations the macro had collected.
    #[tokio::test]
    async fn database_should_be_opened_when_the_macro_s_values_are_in_it() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("gateway.sqlite");
        let (first, _) = CHECKSUMS.split_at(5);
        let pool = sqlx::SqlitePool::connect(&format!("sqlite://{}?mode=rwc", file.display())).await.unwrap();
        let earlier: Vec<_> = folder().await.iter().take(first.len()).cloned().collect();
        Migrator::with_migrations(earlier).run(&pool).await.unwrap();
        let rows: Vec<(i64, String, Vec<u8>)> =
            sqlx::query_as("SELECT version, description, checksum FROM _sqlx_migrations ORDER BY version")
                .fetch_all(&pool)
                .await
                .unwrap();
        assert_eq!(rows.iter().map(|(.., checksum)| hex::encode(checksum)).collect::<Vec<_>>(), first);
        pool.close().await;
        let database = Database::open(&file).await.unwrap();
        let head = Head { number: 7, hash: [7; 32] };
        database.set_cursor(head).await.unwrap();
        assert_eq!(database.cursor().await.unwrap(), Some(head));
        let newest: i64 = sqlx::query_scalar("SELECT MAX(version) FROM _sqlx_migrations")
            .fetch_one(&database.pool)
            .await
            .unwrap();
        assert_eq!(newest, 6);
    }
}
