namespace McpRedis.Rdb;

/// <summary>How a value is laid out, by the number that stands before its key in a file and before its bytes in a DUMP payload.</summary>
internal enum RdbType : byte
{
    String = 0,
    List = 1,
    Set = 2,

    /// <summary>Scores as text.</summary>
    ZSet = 3,
    Hash = 4,

    /// <summary>Scores as doubles; RDB 8.</summary>
    ZSet2 = 5,

    /// <summary>Cannot be skipped without the module that wrote it.</summary>
    ModulePreRelease = 6,
    Module2 = 7,

    HashZipmap = 9,
    ListZiplist = 10,
    SetIntset = 11,
    ZSetZiplist = 12,
    HashZiplist = 13,
    ListQuicklist = 14,
    Stream = 15,

    HashListpack = 16,
    ZSetListpack = 17,
    ListQuicklist2 = 18,

    /// <summary>With first id, largest deleted id, entries added and entries read; RDB 10.</summary>
    Stream2 = 19,
    SetListpack = 20,

    /// <summary>With the consumers' active time; RDB 11.</summary>
    Stream3 = 21,

    /// <summary>Redis: a hash with field TTLs as release candidates of 7.4 wrote it. Valkey 9: every hash with field TTLs, laid out otherwise.</summary>
    Hash22 = 22,
    HashListpackExPreRelease = 23,

    /// <summary>Hash with field TTLs; RDB 12.</summary>
    HashMetadata = 24,
    HashListpackEx = 25,

    /// <summary>With the producers' idempotence state; RDB 13.</summary>
    Stream4 = 26,

    /// <summary>With entries given back by a consumer; RDB 14.</summary>
    Stream5 = 27,
    Array = 28,

    /// <summary>Hash as a listpack of values and the names of its fields; in payloads.</summary>
    HashTemplateListpack = 29,

    /// <summary>The same in a file, the names being in a record of the template.</summary>
    HashTemplateListpackReference = 30,
    HashTemplateArray = 31,
    HashTemplateArrayReference = 32,
    Gcra = 33,
}
