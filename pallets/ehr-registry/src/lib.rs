//! Which ciphertext is the record
