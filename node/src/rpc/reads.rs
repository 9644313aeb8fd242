//! One macro for the methods that pass a question on to the runtime.

/// Declares the methods of one pallet, and answers them from the runtime API of the same name.
///
/// Each line reads: the method's name in JSON-RPC, the runtime's function with its arguments, for listings the
/// cursor and the limit in brackets, and the answer. A function after the answer makes it of the runtime's own.
/// The second name after the struct is the one that jsonrpsee gives the trait of the answering side. Every method
/// takes `at` last: a block's hash, by default the last final block.
///
/// ```ignore
/// reads! {
///     /// The methods.
///     pub struct Ehr: EhrApi, EhrApiServer {
///         /// The records of `patient`.
///         method "ehr_recordsOf" = records_of(patient: AccountId) [cursor: RecordId, limit] -> Records;
///         /// The public key of the authority `name`.
///         method "authority_publicKey" = authority(name: Label) -> Option<Bytes> = public_key;
///     }
/// }
/// ```
macro_rules! reads {
    (
        $(#[$documentation:meta])*
        pub struct $name:ident: $api:ident, $server:ident {
            $(
                $(#[$about:meta])*
                method $method:tt = $call:ident($($argument:ident: $type:ty),*)
                    $([$cursor:ident: $cursor_type:ty, $limit:ident])?
                    -> $answer:ty $(= $convert:path)?;
            )*
        }
    ) => {
        $(#[$documentation])*
        #[jsonrpsee::proc_macros::rpc(server)]
        pub trait $api {
            $(
                $(#[$about])*
                #[method(name = $method, blocking)]
                fn $call(
                    &self,
                    $($argument: $type,)*
                    $($cursor: Option<$cursor_type>, $limit: Option<u32>,)?
                    at: Option<$crate::rpc::chain::BlockHash>,
                ) -> Result<$answer, $crate::rpc::Error>;
            )*
        }

        /// Answers from the chain.
        pub struct $name(pub $crate::rpc::Chain);

        impl $server for $name {
            $(
                fn $call(
                    &self,
                    $($argument: $type,)*
                    $($cursor: Option<$cursor_type>, $limit: Option<u32>,)?
                    at: Option<$crate::rpc::chain::BlockHash>,
                ) -> Result<$answer, $crate::rpc::Error> {
                    let at = self.0.hash(at)?;
                    let api = sp_api::ProvideRuntimeApi::runtime_api(&*self.0.client);
                    let answer = salus_runtime_api::$api::<_, salus_runtime_common::AccountId>::$call(
                        &*api,
                        at,
                        $($argument,)*
                        $($cursor, $limit.unwrap_or($crate::rpc::chain::DEFAULT_LIMIT),)?
                    )?;
                    Ok(reads!(@made answer $($convert)?))
                }
            )*
        }
    };
    (@made $answer:ident) => { $answer };
    (@made $answer:ident $convert:path) => { $convert($answer) };
}
