using McpRedis.Analysis.Counting;
using McpRedis.Rdb;
using McpRedis.Rdb.Elements;

namespace McpRedis.Analysis.Files;

/// <summary>Types of values in a file in the words of TYPE and OBJECT ENCODING.</summary>
internal static class FileWords
{
    public static byte TypeOf(RdbType type, Words words) => type.Shape() switch
    {
        RdbShape.String => Words.String,
        RdbShape.List => Words.List,
        RdbShape.Set => Words.Set,
        RdbShape.SortedSet => Words.SortedSet,
        RdbShape.Hash => Words.Hash,
        RdbShape.Stream => Words.Stream,
        RdbShape.Array => words.Types.Of("array"u8),
        RdbShape.Module => words.Types.Of("module"u8),
        _ => WordTable.Unknown,
    };

    /// <summary>Of strings a file does not tell: how long they are decides when they are loaded.</summary>
    public static byte EncodingOf(RdbType type, Words words) => type switch
    {
        RdbType.HashZipmap => words.Encodings.Of("zipmap"u8),
        RdbType.ListZiplist or RdbType.ZSetZiplist or RdbType.HashZiplist => Words.Ziplist,
        RdbType.HashListpack or RdbType.ZSetListpack or RdbType.SetListpack or RdbType.HashListpackEx or RdbType.HashListpackExPreRelease => Words.Listpack,
        RdbType.ListQuicklist or RdbType.ListQuicklist2 => Words.Quicklist,
        RdbType.Set or RdbType.Hash or RdbType.HashMetadata or RdbType.Hash22 => Words.HashTable,
        RdbType.SetIntset => Words.Intset,
        RdbType.ZSet or RdbType.ZSet2 => Words.Skiplist,
        RdbType.List => words.Encodings.Of("linkedlist"u8),
        _ when type.IsStream() => words.Encodings.Of("stream"u8),
        _ => WordTable.Unknown,
    };
}
