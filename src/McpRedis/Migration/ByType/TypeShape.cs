using McpRedis.Migration.Selection;
using McpRedis.Rdb.Elements;

namespace McpRedis.Migration.ByType;

/// <summary>How values of one type are read, and what tells their length.</summary>
/// <param name="Shape">What it is to a client.</param>
/// <param name="Length">Command that counts its elements, or the bytes of a string.</param>
/// <param name="WalkAsync">Reads it from beginning to end.</param>
internal sealed record TypeShape(RdbShape Shape, string Length, Func<TypeWalk, Task> WalkAsync)
{
    /// <summary>Null for what no commands copy.</summary>
    public static TypeShape? Find(KeyTypes type) => type switch
    {
        KeyTypes.String => new(RdbShape.String, "STRLEN", StringPieces.WalkAsync),
        KeyTypes.List => new(RdbShape.List, "LLEN", ListPieces.WalkAsync),
        KeyTypes.Set => new(RdbShape.Set, "SCARD", ScannedPieces.WalkSetAsync),
        KeyTypes.SortedSet => new(RdbShape.SortedSet, "ZCARD", ScannedPieces.WalkSortedSetAsync),
        KeyTypes.Hash => new(RdbShape.Hash, "HLEN", ScannedPieces.WalkHashAsync),
        KeyTypes.Stream => new(RdbShape.Stream, "XLEN", StreamPieces.WalkAsync),
        _ => null,
    };
}
