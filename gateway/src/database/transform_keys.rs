//! Transform keys that members registered.

use super::{fixed, Database, DatabaseError};
use codec::{Decode, Encode};
use salus_client::account::AccountId;
use salus_primitives::Attribute;
use sqlx::Row;
use std::collections::BTreeSet;

impl Database {
    /// Keeps `key` for `account` in place of any before. `counted` are those of its attributes that
    /// count at present.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn set_transform_key(
        &self,
        account: &AccountId,
        key: &[u8],
        counted: &BTreeSet<Attribute>,
    ) -> Result<(), DatabaseError> {
        sqlx::query(
            "INSERT INTO transform_keys (account, key, counted) VALUES (?, ?, ?)
             ON CONFLICT (account) DO UPDATE SET key = excluded.key, counted = excluded.counted",
        )
        .bind(account.0.as_slice())
        .bind(key)
        .bind(counted.encode())
        .execute(&self.pool)
        .await?;
        // There may have been one before.
        self.deleted_secret();
        Ok(())
    }

    /// The transform key of `account`.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn transform_key(&self, account: &AccountId) -> Result<Option<Vec<u8>>, DatabaseError> {
        let row = sqlx::query("SELECT key FROM transform_keys WHERE account = ?")
            .bind(account.0.as_slice())
            .fetch_optional(&self.pool)
            .await?;
        Ok(row.map(|row| row.get(0)))
    }

    /// The attributes that counted when the transform key of `account` was registered.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn counted_attributes(
        &self,
        account: &AccountId,
    ) -> Result<Option<BTreeSet<Attribute>>, DatabaseError> {
        sqlx::query("SELECT counted FROM transform_keys WHERE account = ?")
            .bind(account.0.as_slice())
            .fetch_optional(&self.pool)
            .await?
            .map(|row| {
                BTreeSet::decode(&mut row.get::<&[u8], _>(0))
                    .map_err(|_| DatabaseError::Foreign("transform_keys.counted"))
            })
            .transpose()
    }

    /// Deletes the transform key of `account`, overwriting its bytes. False if there was none.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn delete_transform_key(&self, account: &AccountId) -> Result<bool, DatabaseError> {
        let done = sqlx::query("DELETE FROM transform_keys WHERE account = ?")
            .bind(account.0.as_slice())
            .execute(&self.pool)
            .await?;
        self.deleted_secret();
        Ok(done.rows_affected() == 1)
    }

    /// At most `limit` accounts with transform keys, those after `cursor`.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn transform_key_holders(
        &self,
        cursor: Option<AccountId>,
        limit: u32,
    ) -> Result<Vec<AccountId>, DatabaseError> {
        sqlx::query("SELECT account FROM transform_keys WHERE account > ? ORDER BY account LIMIT ?")
            .bind(cursor.as_ref().map_or(&[][..], |account| account.0.as_slice()))
            .bind(i64::from(limit))
            .fetch_all(&self.pool)
            .await?
            .into_iter()
            .map(|row| fixed(row.get(0), "transform_keys.account").map(AccountId))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{super::tests::database, *};

    #[tokio::test]
    async fn transform_key_should_be_replaced_when_another_is_registered_and_gone_when_deleted() {
        let (_folder, database) = database().await;
        let account = AccountId([1; 32]);
        let counted: BTreeSet<Attribute> = ["doctor@medical-council".parse().unwrap()].into();
        database.set_transform_key(&account, b"one", &BTreeSet::new()).await.unwrap();
        database.set_transform_key(&account, b"two", &counted).await.unwrap();
        assert_eq!(database.transform_key(&account).await.unwrap().as_deref(), Some(&b"two"[..]));
        assert_eq!(database.counted_attributes(&account).await.unwrap(), Some(counted));
        assert_eq!(database.transform_key_holders(None, 10).await.unwrap(), [account]);
        assert!(database.transform_key_holders(Some(account), 10).await.unwrap().is_empty());
        assert!(database.delete_transform_key(&account).await.unwrap());
        assert!(!database.delete_transform_key(&account).await.unwrap());
        assert_eq!(database.transform_key(&account).await.unwrap(), None);
        assert_eq!(database.counted_attributes(&account).await.unwrap(), None);
    }
}
