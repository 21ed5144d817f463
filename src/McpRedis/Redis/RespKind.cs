namespace McpRedis.Redis;

/// <summary>Reply types of RESP2 and RESP3, see <see href="https://redis.io/docs/latest/develop/reference/protocol-spec/"/>.</summary>
internal enum RespKind : byte
{
    Null,
    SimpleString,
    BulkString,
    VerbatimString,
    Integer,
    Double,
    Boolean,
    BigNumber,
    Error,
    Array,
    Set,
    /// <summary>Items alternate key, value.</summary>
    Map,
    Push,
}
