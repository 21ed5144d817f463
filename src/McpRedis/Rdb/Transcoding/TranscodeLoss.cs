namespace McpRedis.Rdb.Transcoding;

/// <summary>What a target has no place for.</summary>
internal enum TranscodeLoss
{
    /// <summary>Fields that stay although they had a TTL. Counted in fields.</summary>
    FieldTtls,

    /// <summary>Fields whose TTL was over already: gone for every reader, left out. Counted in fields; nobody misses them.</summary>
    ExpiredFields,

    /// <summary>What a stream remembers of its producers, so that an entry sent twice would be added once. Counted in streams.</summary>
    Idempotence,

    /// <summary>Stream entries that a consumer gave back, now with another owner or none. Counted in entries.</summary>
    NackedEntries,

    /// <summary>When consumers last got something. Counted in consumers.</summary>
    ActiveTimes,

    /// <summary>How many entries streams had ever, and groups have read. Counted in streams.</summary>
    StreamCounters,

    /// <summary>What modules attached to keys. Counted in attachments.</summary>
    KeyMeta,

    /// <summary>Arrays that became hashes of position and value, as asked for. Counted in keys.</summary>
    Arrays,
}
