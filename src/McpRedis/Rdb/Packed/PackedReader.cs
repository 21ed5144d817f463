namespace McpRedis.Rdb.Packed;

/// <summary>Any packed blob, entry by entry, in the order in which it lies there: fields alternate with values, members with scores.</summary>
internal ref struct PackedReader
{
    private readonly Kind _kind;
    private ListpackReader _listpack;
    private ZiplistReader _ziplist;
    private IntsetReader _intset;
    private ZipmapReader _zipmap;

    private PackedReader(Kind kind) => _kind = kind;

    private enum Kind : byte
    {
        Listpack,
        Ziplist,
        Intset,
        Zipmap,
    }

    public static PackedReader Listpack(ReadOnlySpan<byte> blob, long offset) => new(Kind.Listpack) { _listpack = new ListpackReader(blob, offset) };

    public static PackedReader Ziplist(ReadOnlySpan<byte> blob, long offset) => new(Kind.Ziplist) { _ziplist = new ZiplistReader(blob, offset) };

    public static PackedReader Intset(ReadOnlySpan<byte> blob, long offset) => new(Kind.Intset) { _intset = new IntsetReader(blob, offset) };

    public static PackedReader Zipmap(ReadOnlySpan<byte> blob, long offset) => new(Kind.Zipmap) { _zipmap = new ZipmapReader(blob, offset) };

    public bool TryNext(out PackedEntry entry) => _kind switch
    {
        Kind.Listpack => _listpack.TryNext(out entry),
        Kind.Ziplist => _ziplist.TryNext(out entry),
        Kind.Intset => _intset.TryNext(out entry),
        _ => _zipmap.TryNext(out entry),
    };
}
