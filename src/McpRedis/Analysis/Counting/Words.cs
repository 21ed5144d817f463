namespace McpRedis.Analysis.Counting;

/// <summary>The types and encodings met in one analysis. Those of the core are known by their numbers.</summary>
internal sealed class Words
{
    public const byte String = 1, List = 2, Set = 3, SortedSet = 4, Hash = 5, Stream = 6;

    public const byte Int = 1, Embstr = 2, Raw = 3, Listpack = 4, Ziplist = 5, Quicklist = 6, HashTable = 7, Intset = 8, Skiplist = 9;

    /// <summary>As TYPE says them.</summary>
    public WordTable Types { get; } = new("string", "list", "set", "zset", "hash", "stream");

    /// <summary>As OBJECT ENCODING says them.</summary>
    public WordTable Encodings { get; } = new("int", "embstr", "raw", "listpack", "ziplist", "quicklist", "hashtable", "intset", "skiplist", "stream");
}
