//! Multi-authority ciphertext-policy attribute-based encryption
